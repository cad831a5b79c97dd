import type { Generation } from "@lvlm-interpret/core";
import type { Command } from "commander";
import type { CommandContext } from "../context.js";
import { modelArgument } from "./hub-options.js";
import { addModelOptions, type ModelOptions, requestOf, withModel } from "./model-options.js";

/** The answer as data: what `--json` prints and `answer.json` holds. */
export function answerAsJson(generation: Generation, model: string): object {
	return {
		model,
		messages: generation.messages,
		answer: generation.text,
		stopReason: generation.stopReason,
		sampling: generation.sampling,
		promptTokens: generation.sequence.promptLength,
		tokens: generation.tokens,
		timings: generation.timings,
	};
}

export function addAskCommand(program: Command, context: CommandContext): void {
	const command = program
		.command("ask")
		.summary("ask a model about an image")
		.description("Asks a vision-language model about an image and prints the answer as it comes.")
		.argument("<model>", modelArgument)
		.argument("<image>", "PNG, JPEG or WebP file")
		.argument("<question>", "what to ask");
	addModelOptions(command).addHelpText(
		"after",
		`
Examples:
  lvlm-interpret ask models/shapes-llava picture.png "What colour is the circle?"
  lvlm-interpret ask models/shapes-llava picture.png "Describe the image." --temperature 0.7 --top-p 0.9 --seed 7
  lvlm-interpret ask models/shapes-llava picture.png "How many shapes are there?" --json`,
	);
	command.action(async (path: string, image: string, question: string, options: ModelOptions) => {
		const { terminal, line, signal } = context;
		const request = await requestOf(options, image, question);
		await withModel(path, options, line, signal, async (model) => {
			const generation = await model.generate({
				...request,
				signal,
				onProgress: (progress) => {
					// The answer itself is the progress of decoding.
					if (options.json || progress.phase !== "decode") line.show(progress);
				},
				onToken: (token) => {
					line.clear();
					if (options.json || token.isEnd) return;
					// Byte-level tokenizers put a space before the first word.
					terminal.out(token.index === 0 ? token.text.trimStart() : token.text);
				},
			});
			line.clear();
			if (options.json) terminal.out(`${JSON.stringify(answerAsJson(generation, model.facts.id), null, 2)}\n`);
			else terminal.out("\n");
			if (generation.stopReason === "max-tokens") {
				terminal.err(`The answer was cut at ${request.maxTokens} tokens; --max-tokens lets it go on.\n`);
			}
			if (generation.stopReason === "aborted") context.interrupted();
		});
	});
}
