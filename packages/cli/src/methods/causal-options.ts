import { resolveOptions } from "@lvlm-interpret/core";
import { type CausalOptions, causal } from "@lvlm-interpret/explainers";
import { type Command, InvalidArgumentError, Option } from "commander";

/** The options that only `--method causal` takes, as commander reads them; undefined where not given. */
export interface CausalFlags {
	readonly threshold?: number;
	readonly alpha?: number;
	readonly radius?: number;
	readonly samples?: number;
	readonly algorithm?: CausalOptions["algorithm"];
	readonly selectionBias?: boolean;
	readonly stable?: boolean;
	readonly dropSink?: boolean;
	readonly maxCondSize?: number;
	readonly maxTests?: number;
	readonly verify?: boolean;
	readonly decidedBy?: CausalOptions["decidedBy"];
	readonly maxSets?: number;
}

/** Their names on the command line. */
export const causalFlagNames = [
	"threshold",
	"alpha",
	"radius",
	"samples",
	"algorithm",
	"selectionBias",
	"stable",
	"dropSink",
	"maxCondSize",
	"maxTests",
	"verify",
	"decidedBy",
	"maxSets",
] as const;

function number(text: string): number {
	const value = Number(text);
	if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("It should be a number.");
	return value;
}

export function addCausalOptions(command: Command): Command {
	return command
		.option("--threshold <x>", "causal: attention above which a position becomes a node (default: 0.01)", number)
		.option("--alpha <p>", "causal: level of the independence tests (default: 1e-5)", number)
		.option("--radius <n>", "causal: longest path of an explanation, in edges (default: 3)", number)
		.option("--samples <n>", "causal: samples that the correlations are taken to come from (default: 128)", number)
		.addOption(new Option("--algorithm <name>", "causal: ordered-icd (default) or icd").choices(["ordered-icd", "icd"]))
		.option("--selection-bias", "causal: orient edges for selection variables, too")
		.option("--stable", "causal: the order of the tests does not steer which edges go")
		.option("--drop-sink", "causal: leave the first position out of the attention rows")
		.option("--max-cond-size <n>", "causal: largest conditioning set (default: 4)", number)
		.option("--max-tests <n>", "causal: independence tests of a head at most (default: 1000000)", number)
		.option("--no-verify", "causal: graphs only, nothing is removed from the model's input")
		.addOption(
			new Option(
				"--decided-by <removal>",
				"causal: the removal that makes a set an explanation; mean (default)",
			).choices(["mean", "block"]),
		)
		.option("--max-sets <n>", "causal: sets that are tried for a head and radius, at most (default: 64)", number);
}

/** Reads the options, before anything is loaded. @throws {LvlmError} "invalid-argument" */
export function causalChoice({ samples, ...flags }: CausalFlags): Partial<CausalOptions> {
	const named = { ...flags, sampleCount: samples };
	const known = new Set([...causalFlagNames, "sampleCount"]);
	const given = Object.fromEntries(
		Object.entries(named).filter(([name, value]) => known.has(name as never) && value !== undefined),
	) as Partial<CausalOptions>;
	resolveOptions("causal", causal().options, given);
	return given;
}
