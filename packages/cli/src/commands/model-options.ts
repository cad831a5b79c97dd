import { readFile } from "node:fs/promises";
import { type OnnxBackendOptions, onnxBackend } from "@lvlm-interpret/backend-onnx";
import { type Backend, type GenerateRequest, LvlmError } from "@lvlm-interpret/core";
import { type OpenedModel, type OpenModelOptions, openModel } from "@lvlm-interpret/models";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { ProgressLine } from "../terminal/progress-line.js";

import { addHubOptions, type HubOptions, sourceOptionsOf } from "./hub-options.js";

/** What `ask` and `explain` share: where the model comes from, where to run, and how to sample. */
export interface ModelOptions extends HubOptions {
	readonly device: NonNullable<OnnxBackendOptions["device"]>;
	readonly isolation: NonNullable<OnnxBackendOptions["isolation"]>;
	readonly keepLoaded: NonNullable<OpenModelOptions["keepLoaded"]>;
	/** Undefined: as the device has it. */
	readonly spareMemory?: boolean;
	readonly maxTokens: number;
	readonly temperature: number;
	readonly topK: number;
	readonly topP: number;
	readonly seed: number;
	readonly json: boolean;
}

/** What they say of memory, for `openModel`. */
export function memoryOptionsOf({
	keepLoaded,
	spareMemory,
}: ModelOptions): Pick<OpenModelOptions, "keepLoaded" | "spareMemory"> {
	return { keepLoaded, ...(spareMemory === undefined ? {} : { spareMemory }) };
}

function number(text: string): number {
	const value = Number(text);
	if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("It should be a number.");
	return value;
}

/** Adds the options to a command. */
export function addModelOptions(command: Command): Command {
	return addHubOptions(command)
		.addOption(
			new Option("--device <name>", "where ONNX Runtime runs")
				.choices(["cpu", "webgpu", "cuda", "dml", "coreml"])
				.default("cpu"),
		)
		.addOption(
			new Option("--isolation <kind>", "run it in a worker thread, or in a child process that Ctrl-C kills at once")
				.choices(["thread", "process"])
				.default("thread"),
		)
		.addOption(
			new Option(
				"--keep-loaded <which>",
				"all graphs, or only the one that runs: less memory, loaded anew at each change",
			)
				.choices(["all", "one"])
				.default("all"),
		)
		.option(
			"--spare-memory",
			"relevancy computes attention again rather than keep it: a third less memory, a fifth slower",
		)
		.option("--max-tokens <n>", "longest answer", number, 64)
		.option("--temperature <t>", "0 always takes the most likely token", number, 0)
		.option("--top-k <k>", "sample among the k most likely tokens; 0: all", number, 0)
		.option("--top-p <p>", "sample among the most likely tokens that reach probability p", number, 1)
		.option("--seed <n>", "seed of the sampler: the same seed gives the same answer", number, 0)
		.option("--json", "print JSON instead of text", false);
}

/** The request that the options, a picture and a question make. @throws {LvlmError} "invalid-image" for an unreadable file. */
export async function requestOf(options: ModelOptions, imagePath: string, question: string): Promise<GenerateRequest> {
	const image = await readFile(imagePath).catch((cause: Error) => {
		throw new LvlmError(
			"invalid-image",
			`The image "${imagePath}" cannot be read.`,
			{ reason: cause.message },
			{ cause },
		);
	});
	const { maxTokens, temperature, topK, topP, seed } = options;
	return { image, prompt: question, maxTokens, temperature, topK, topP, seed };
}

/** Opens the model, hands it to `use`, and closes everything afterwards, whatever happened. */
export async function withModel<T>(
	path: string,
	options: ModelOptions,
	line: ProgressLine,
	signal: AbortSignal,
	use: (model: OpenedModel, backend: Backend) => Promise<T>,
): Promise<T> {
	const source = sourceOptionsOf(options);
	const backend = onnxBackend({ device: options.device, isolation: options.isolation });
	try {
		const model = await openModel(path, {
			backend,
			...source,
			...memoryOptionsOf(options),
			signal,
			onProgress: line.show,
		});
		try {
			return await use(model, backend);
		} finally {
			await model.dispose();
		}
	} finally {
		await backend.dispose();
	}
}
