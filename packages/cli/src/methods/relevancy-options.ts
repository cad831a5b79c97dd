import { type Generation, LvlmError, resolveOptions } from "@lvlm-interpret/core";
import { checkRelevancyOptions, type RelevancyOptions, relevancy } from "@lvlm-interpret/explainers";
import { type Command, InvalidArgumentError, Option } from "commander";

/** The options that only `--method relevancy` takes, as commander reads them; undefined where not given. */
export interface RelevancyFlags {
	readonly map?: RelevancyOptions["map"];
	readonly mode?: RelevancyOptions["mode"];
	readonly score?: RelevancyOptions["seed"];
	readonly against?: string;
	readonly scoreScale?: number;
	readonly normalize?: boolean;
	readonly words?: RelevancyOptions["wordReduction"];
}

/** Their names on the command line. */
export const relevancyFlagNames = ["map", "mode", "score", "against", "scoreScale", "normalize", "words"] as const;

/** What the options choose, but for the token to compare with where it is given as text. */
export interface RelevancyChoice {
	readonly given: Partial<RelevancyOptions>;
	/** Text of a token, to be found once there is an answer. */
	readonly against?: string;
}

/** Alternatives that are kept for each token, so that `--against` finds the text of one. */
export const alternativesToSearch = 32;

function positive(text: string): number {
	const value = Number(text);
	if (text.trim() === "" || !(value > 0)) throw new InvalidArgumentError("It should be a number above 0.");
	return value;
}

export function addRelevancyOptions(command: Command): Command {
	return command
		.addOption(
			new Option(
				"--map <name>",
				"relevancy: which way it is led; llama (default), composed, or vit, all, all_v2",
			).choices(["llama", "vit", "all", "all_v2", "composed"]),
		)
		.addOption(
			new Option("--mode <name>", "relevancy: whose gradients; hybrid (default, fast) or exact, lastRowOnly").choices([
				"hybrid",
				"exact",
				"lastRowOnly",
			]),
		)
		.addOption(
			new Option("--score <name>", "relevancy: the number that is explained; logit (default)").choices([
				"logit",
				"log-probability",
				"contrast",
			]),
		)
		.option(
			"--against <token>",
			"relevancy, --score contrast: token to compare with, by id or text; default the runner-up",
		)
		.option("--score-scale <x>", "relevancy: factor on the explained number (default: 1)", positive)
		.option("--no-normalize", "relevancy: leave each row as it is instead of dividing it by its sum")
		.addOption(
			new Option("--words <how>", "relevancy: how the tokens of a word are put together; mean (default)").choices([
				"mean",
				"max",
				"sum",
			]),
		);
}

function refused(name: string, message: string, expected: string, actual: string): LvlmError<"invalid-argument"> {
	return new LvlmError("invalid-argument", message, { name, expected, actual });
}

/**
 * Reads the options and checks that they go together, before anything is loaded.
 *
 * @throws {LvlmError} "invalid-argument"
 */
export function relevancyChoice(flags: RelevancyFlags): RelevancyChoice {
	const { map, mode, score, against, scoreScale, normalize, words } = flags;
	if (map === "vit" && mode !== undefined) throw refused("mode", 'The map "vit" has no mode.', "no --mode", mode);
	if (against !== undefined && score !== "contrast") {
		throw refused("against", "--against needs --score contrast.", "--score contrast", `--score ${score ?? "logit"}`);
	}
	const id = against !== undefined && /^\d+$/.test(against) ? Number(against) : undefined;
	const given: Partial<RelevancyOptions> = {
		...(map === undefined ? {} : { map }),
		...(mode === undefined ? {} : { mode }),
		...(score === undefined ? {} : { seed: score }),
		...(id === undefined ? {} : { contrastWith: id }),
		...(scoreScale === undefined ? {} : { seedScale: scoreScale }),
		...(normalize === undefined ? {} : { normalize }),
		...(words === undefined ? {} : { wordReduction: words }),
	};
	checkRelevancyOptions(resolveOptions("relevancy", relevancy().options, given));
	return against === undefined || id !== undefined ? { given } : { given, against };
}

/**
 * Id of the token that has this text: among the alternatives and tokens of the answer, and the tokens of the prompt. A text
 * without its leading space will do where only one token reads so, or only one that could have been said.
 *
 * @throws {LvlmError} "invalid-argument" naming what was recorded, where none or several have it.
 */
export function findToken(text: string, { tokens, sequence }: Generation): number {
	const recorded = tokens.flatMap(({ id, text: own, alternatives }) => [{ id, text: own }, ...alternatives]);
	const all = [...recorded, ...sequence.tokens.filter((token) => token.segment !== "image")];
	const idsOf = (list: readonly { id: number; text: string }[], same: (own: string) => boolean): number[] => [
		...new Set(list.filter((one) => same(one.text)).map((one) => one.id)),
	];
	const exactly = (own: string) => own === text;
	const bare = (own: string) => own.trim() === text.trim();
	const found = [
		idsOf(recorded, exactly),
		// A word that starts with its space is what could have stood there.
		idsOf(recorded, (own) => own === ` ${text}`),
		idsOf(recorded, bare),
		idsOf(all, exactly),
		idsOf(all, bare),
	];
	const ids = found.find((one) => one.length === 1);
	if (ids) return ids[0] as number;
	const several = found.find((one) => one.length > 1);
	const known = [...new Set(recorded.map((one) => one.text.trim()))].filter((one) => one !== "").slice(0, 24);
	const message = several
		? `Several tokens read "${text}": the ids ${several.join(", ")}.`
		: `No token "${text}" was among the ${alternativesToSearch} most likely ones anywhere in the answer, nor in the prompt.`;
	throw new LvlmError(
		"invalid-argument",
		message,
		{ name: "against", expected: "the id of a token, or the text of a recorded one", actual: text },
		{
			hint: several
				? "Name one of these ids."
				: `A longer word is several tokens: name one of them, or an id of tokenizer.json. Recorded: ${known.join(", ")}.`,
		},
	);
}
