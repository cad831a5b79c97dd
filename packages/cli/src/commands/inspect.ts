import { type Inspection, inspectModel } from "@lvlm-interpret/models";
import { type Command, InvalidArgumentError } from "commander";
import type { CommandContext } from "../context.js";
import { addHubOptions, type HubOptions, modelArgument, sourceOptionsOf } from "./hub-options.js";

interface InspectOptions extends HubOptions {
	readonly device: string;
	readonly memory?: number;
	readonly json: boolean;
}

function gigabytes(text: string): number {
	const value = Number(text);
	if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError("It should be a number above 0.");
	return value;
}

const said = { fits: "fits", tight: "tight", "does-not-fit": "does not fit" } as const;

const amount = (bytes: number): string =>
	bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(2)} MB`;

/** Lines of "name  value", the values below each other. */
function aligned(rows: readonly (readonly [string, string])[]): string {
	const width = Math.max(...rows.map(([name]) => name.length));
	return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join("");
}

function formatInspection({ estimate, verdict, missingBytes, commit }: Inspection): string {
	const { text, vision, weightDtypes } = estimate.facts;
	const facts: [string, string][] = [
		["model", `${estimate.id}${commit ? ` at ${commit}` : ""}`],
		["parameters", `${(estimate.parameterCount / 1e6).toFixed(2)} million, stored as ${weightDtypes.join(", ")}`],
		["download", `${amount(estimate.downloadBytes)}, of which ${amount(missingBytes)} are not on this machine`],
		["decoder", `${text.layers} layers, ${text.heads} heads, hidden size ${text.hiddenSize}`],
		[
			"vision",
			`${vision.layers} layers, ${vision.heads} heads, ${vision.imageSize} px in patches of ${vision.patchSize}`,
		],
	];
	const memory = estimate.memory.flatMap((need): [string, string][] => [
		[
			`memory in ${need.dtype}`,
			need.isSupported ? `for ${estimate.positions} positions` : "for comparison: graphs compute in float32",
		],
		["  weights", amount(need.weightBytes)],
		["  keys and values", amount(need.kvCacheBytes)],
		["  while answering", amount(need.answerActivationBytes)],
		["  attention maps", amount(need.attentionActivationBytes)],
		["  relevancy", amount(need.relevancyActivationBytes)],
		["  second graph", `${amount(need.explanationWeightBytes)}, where weights cannot be shared`],
	]);
	const checks = verdict.checks.map((check): [string, string] => [
		check.what,
		`${said[check.fit]}: ${amount(check.neededBytes)} of ${amount(check.allowedBytes)} (${check.limit})`,
	]);
	const last: [string, string] = [`on ${verdict.device}`, said[verdict.fit]];
	const advice = verdict.command ? `\nOn a machine where it fits:\n  ${verdict.command}\n` : "";
	return aligned([...facts, ...memory, ...checks, last]) + advice;
}

export function addInspectCommand(program: Command, context: CommandContext): void {
	const command = program
		.command("inspect")
		.summary("say what a model takes, before it is loaded")
		.description(
			"Reads config.json and the headers of the weights (a megabyte or two, also of a model on the Hub) and says how large the download is, how much memory it takes, and whether it fits here.",
		)
		.argument("<model>", modelArgument)
		.option("--device <name>", "where it would run, for the verdict", "cpu")
		.option("--memory <gigabytes>", "memory to judge by instead of what is free here", gigabytes)
		.option("--json", "print JSON instead of text", false);
	addHubOptions(command).addHelpText(
		"after",
		`
Examples:
  lvlm-interpret inspect llava-hf/llava-1.5-7b-hf
  lvlm-interpret inspect llava-hf/llava-1.5-7b-hf --device webgpu --memory 24
  lvlm-interpret inspect models/shapes-llava --json`,
	);
	command.action(async (source: string, options: InspectOptions) => {
		const { device, memory } = options;
		const inspection = await inspectModel(source, {
			...sourceOptionsOf(options),
			device,
			...(memory === undefined ? {} : { limits: { device, memoryBytes: memory * 1e9 } }),
			signal: context.signal,
		});
		const { terminal } = context;
		terminal.out(options.json ? `${JSON.stringify(inspection, null, 2)}\n` : formatInspection(inspection));
	});
}
