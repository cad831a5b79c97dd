import { convertCheckpoint } from "@lvlm-interpret/models";
import type { Command } from "commander";
import type { CommandContext } from "../context.js";

interface ConvertOptions {
	readonly copyWeights: boolean;
	readonly json: boolean;
}

export function addConvertCommand(program: Command, context: CommandContext): void {
	program
		.command("convert")
		.summary("write the ONNX graphs of a checkpoint")
		.description(
			"Writes vision_encoder.onnx, embed_tokens.onnx and decoder_model_merged.onnx. Their weights stay where they are: the graphs point into the .safetensors files by byte offset, so this takes seconds and a few megabytes for a model of any size.",
		)
		.argument("<checkpoint>", "folder of a Hugging Face checkpoint")
		.argument("[folder]", "where to write; default: beside the weights, where ONNX Runtime finds them")
		.option("--copy-weights", "with [folder]: copy the weights there instead of hard-linking them", false)
		.option("--json", "print JSON instead of text", false)
		.addHelpText(
			"after",
			`
Examples:
  lvlm-interpret convert models/shapes-llava
  lvlm-interpret convert models/shapes-llava /tmp/shapes-onnx --copy-weights`,
		)
		.action(async (checkpoint: string, folder: string | undefined, options: ConvertOptions) => {
			const { terminal, line, signal } = context;
			const report = await convertCheckpoint(checkpoint, {
				...(folder === undefined ? {} : { out: folder }),
				copyWeights: options.copyWeights,
				onProgress: line.show,
				signal,
			});
			line.clear();
			if (options.json) terminal.out(`${JSON.stringify(report, null, 2)}\n`);
			else {
				for (const file of report.files) {
					terminal.out(`${file.path}  ${(file.byteLength / 1e6).toFixed(2)} MB ${file.how}\n`);
				}
			}
		});
}
