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
				"relevancy: which way it is led; composed (default: the answer depends most on what it shows, 3.07 nats), llama (1.45), or vit, all, all_v2",
			).choices(["composed", "llama", "vit", "all", "all_v2"]),
		)
		.addOption(
			new Option(
				"--mode <name>",
				"relevancy: whose gradients; exact (default), hybrid (0.13 nats less with composed; with --map llama a fast preview), lastRowOnly",
			).choices(["exact", "hybrid", "lastRowOnly"]),
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
 * Id of the token that has this text: of the recorded alternatives the most likely one, else a token of the prompt. Space around
 * the text is not looked at, unless it is typed: "red" finds " red" where that was likelier, " red" nothing else.
 *
 * @throws {LvlmError} "invalid-argument" naming what was recorded, where none or several have it.
 */
export function findToken(text: string, { tokens, sequence }: Generation): number {
	const isSame = (own: string) => own === text || (text === text.trim() && own.trim() === text);
	const recorded = tokens.flatMap((token) => [token, ...token.alternatives]);
	const said = recorded.filter((one) => isSame(one.text)).sort((a, b) => b.logProbability - a.logProbability);
	if (said[0]) return said[0].id;
	const inPrompt = sequence.tokens.filter((token) => token.segment !== "image" && isSame(token.text));
	const ids = [...new Set(inPrompt.map((token) => token.id))];
	if (ids.length === 1) return ids[0] as number;
	const known = [...new Set(recorded.map((one) => one.text.trim()))].filter((one) => one !== "").slice(0, 24);
	const [message, hint] =
		ids.length > 1
			? [`Several tokens of the prompt read "${text}": the ids ${ids.join(", ")}.`, "Name one of these ids."]
			: [
					`No token "${text}" was among the ${alternativesToSearch} most likely ones anywhere in the answer, nor in the prompt.`,
					`A longer word is several tokens: name one of them, or an id of tokenizer.json. Recorded: ${known.join(", ")}.`,
				];
	const expected = "the id of a token, or the text of a recorded one";
	throw new LvlmError("invalid-argument", message, { name: "against", expected, actual: text }, { hint });
}
