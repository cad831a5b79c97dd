import { createRegistry, type Generation, type Model } from "@lvlm-interpret/core";
import { encodeSession, sessionOf } from "@lvlm-interpret/core/session";
import { type Command, Option } from "commander";
import type { CommandContext } from "../context.js";
import { attentionMethod } from "../methods/attention-method.js";
import type { Method, MethodChoice } from "../methods/method.js";
import { rolloutMethod } from "../methods/rollout-method.js";
import { resultAsJson } from "../output/csv.js";
import { outputFolder } from "../output/output-folder.js";
import { encodePng } from "../render/index.js";
import { parseIndices } from "../terminal/number-list.js";
import { version } from "../version.js";
import { answerAsJson } from "./ask.js";
import { addModelOptions, type ModelOptions, requestOf, withModel } from "./model-options.js";

interface ExplainOptions extends ModelOptions {
	readonly method: string;
	readonly layer: string;
	readonly head: string;
	readonly token: string;
	readonly patch: string;
	readonly matrixValue: "mass" | "pair-mean";
	readonly out: string;
}

const methods = [attentionMethod, rolloutMethod];

function choiceOf(options: ExplainOptions, model: Model, generation: Generation): MethodChoice {
	const { layers, heads } = model.facts.text;
	return {
		layers: parseIndices("layer", options.layer, layers),
		heads: parseIndices("head", options.head, heads),
		tokens: parseIndices("token", options.token, generation.tokens.length),
		regions: parseIndices("patch", options.patch, generation.layouts[0]?.regions.length ?? 0),
		matrixValue: options.matrixValue,
	};
}

export function addExplainCommand(program: Command, context: CommandContext): void {
	const command = program
		.command("explain")
		.summary("ask, and show where the answer came from")
		.description(
			"Asks a vision-language model about an image, explains the answer, and writes pictures (PNG), numbers (CSV, JSON) and a session (.lvlm) into a folder.",
		)
		.argument("<model>", "folder of a Hugging Face checkpoint (config.json, *.safetensors, tokenizer.json)")
		.argument("<image>", "PNG, JPEG or WebP file")
		.argument("<question>", "what to ask")
		.addOption(
			new Option("--method <name>", "how to explain").choices(methods.map((method) => method.id)).default("attention"),
		)
		.option("--layer <list>", "decoder layers, counted from 0: all, 3, 0,2,5-7; -1 is the last", "all")
		.option("--head <list>", "attention heads, counted from 0", "all")
		.option("--token <list>", "answer tokens, counted from 0; all leaves out the end token", "all")
		.option("--patch <list>", "attention only: image patches; shows which answer tokens looked at these", "all")
		.addOption(
			new Option("--matrix-value <kind>", "layer x head matrices: attention mass, or the mean over pairs")
				.choices(["mass", "pair-mean"])
				.default("mass"),
		)
		.option("--out <folder>", "where to write", "lvlm-interpret-out");
	addModelOptions(command).addHelpText(
		"after",
		`
Methods:
${methods.map((method) => `  ${method.id.padEnd(10)} ${method.summary}`).join("\n")}

Examples:
  lvlm-interpret explain models/shapes-llava picture.png "What colour is the circle?" --out looked
  lvlm-interpret explain models/shapes-llava picture.png "What colour is the circle?" --layer -1 --head 0-3 --token 3
  lvlm-interpret explain models/shapes-llava picture.png "What colour is the circle?" --patch 40,41,52,53
  lvlm-interpret explain models/shapes-llava picture.png "Describe the image." --method rollout`,
	);
	command.action(async (path: string, image: string, question: string, options: ExplainOptions) => {
		const { terminal, line, signal } = context;
		const request = await requestOf(options, image, question);
		const method = await createRegistry<Method>("method", methods).get(options.method);
		await withModel(path, options, line, signal, async (model, backend) => {
			const generation = await model.generate({ ...request, signal, onProgress: line.show });
			line.clear();
			if (!options.json) terminal.out(`${generation.text.trim()}\n`);
			const folder = outputFolder(options.out, (done, name) =>
				line.show({ phase: "write", done, unit: "files", detail: name }),
			);
			// First, so that the answer stays if the explanation is interrupted.
			await folder.write("answer.json", `${JSON.stringify(answerAsJson(generation, model.facts.id), null, 2)}\n`);
			if (generation.stopReason === "aborted") {
				context.interrupted();
				return;
			}
			const results = await method.run({
				model,
				generation,
				choice: choiceOf(options, model, generation),
				request: { onProgress: line.show, signal },
				folder,
				subtitle: `“${question}” → “${generation.text.trim()}”`,
			});
			await folder.write("results.json", `${JSON.stringify(results.map(resultAsJson))}\n`);
			const session = sessionOf(generation, results, {
				toolVersion: version,
				model: model.facts,
				run: { backend: backend.id, device: backend.device, precision: "float32" },
				image: encodePng(generation.image),
			});
			await folder.write("session.lvlm", encodeSession(session));
			line.clear();
			for (const result of results) {
				for (const [name, reason] of Object.entries(result.absent ?? {})) terminal.err(`${name}: ${reason}.\n`);
			}
			if (options.json) {
				const answer = answerAsJson(generation, model.facts.id);
				terminal.out(`${JSON.stringify({ ...answer, method: method.id, files: folder.files }, null, 2)}\n`);
			} else {
				terminal.out(`${folder.files.length} files written to ${folder.path}\n`);
			}
		});
	});
}
