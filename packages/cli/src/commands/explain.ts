import { createRegistry, type Generation, LvlmError, type Model } from "@lvlm-interpret/core";
import { encodeSession, sessionOf } from "@lvlm-interpret/core/session";
import type { FaithfulnessOptions } from "@lvlm-interpret/explainers";
import { type Command, Option } from "commander";
import type { CommandContext } from "../context.js";
import { attentionMethod } from "../methods/attention-method.js";
import { causalMethod } from "../methods/causal-method.js";
import { addCausalOptions, type CausalFlags, causalChoice } from "../methods/causal-options.js";
import { measureFaithfulness } from "../methods/faithfulness.js";
import type { Method, MethodChoice, MethodFlag } from "../methods/method.js";
import { relevancyMethod } from "../methods/relevancy-method.js";
import {
	addRelevancyOptions,
	alternativesToSearch,
	type RelevancyChoice,
	type RelevancyFlags,
	relevancyChoice,
} from "../methods/relevancy-options.js";
import { rolloutMethod } from "../methods/rollout-method.js";
import { checkSanity, sanityLines } from "../methods/sanity.js";
import { addSinkOptions, type SinkFlags, sinkChoice } from "../methods/sink-options.js";
import { warningsOf } from "../output/caution.js";
import { resultAsJson } from "../output/csv.js";
import { outputFolder } from "../output/output-folder.js";
import { encodePng } from "../render/index.js";
import { parseIndices } from "../terminal/number-list.js";
import { version } from "../version.js";
import { answerAsJson } from "./ask.js";
import { modelArgument, sourceOptionsOf } from "./hub-options.js";
import { addModelOptions, type ModelOptions, memoryOptionsOf, requestOf, withModel } from "./model-options.js";

interface ExplainOptions extends ModelOptions, RelevancyFlags, CausalFlags, SinkFlags {
	readonly method: string;
	readonly layer: string;
	readonly head: string;
	readonly token: string;
	readonly patch: string;
	readonly matrixValue: "mass" | "pair-mean";
	readonly faithfulness?: FaithfulnessOptions["removal"] | true;
	readonly sanity: boolean;
	readonly out: string;
}

const methods = [attentionMethod, relevancyMethod, causalMethod, rolloutMethod];

/** @throws {LvlmError} "invalid-argument" for an option that was typed and that the method does not take. */
function checkFlags(command: Command, method: Method): void {
	const all = [...new Set(methods.flatMap((one) => one.takes))];
	for (const name of all.filter((one) => !method.takes.includes(one))) {
		const value = command.getOptionValue(name);
		// "all" is what a method without the option does anyway.
		if (command.getOptionValueSource(name) !== "cli" || value === "all") continue;
		const flag = command.options.find((option) => option.attributeName() === name)?.long ?? `--${name}`;
		const takers = methods.filter((one) => one.takes.includes(name as MethodFlag)).map((one) => one.id);
		throw new LvlmError("invalid-argument", `--method ${method.id} takes no ${flag}.`, {
			name,
			expected: `no ${flag}, or --method ${takers.join(" or ")}`,
			actual: String(value),
		});
	}
}

function choiceOf(
	options: ExplainOptions,
	relevancy: RelevancyChoice,
	causal: MethodChoice["causal"],
	model: Model,
	generation: Generation,
): MethodChoice {
	const { layers, heads } = model.facts.text;
	return {
		layers: parseIndices("layer", options.layer, layers),
		heads: parseIndices("head", options.head, heads),
		tokens: parseIndices("token", options.token, generation.tokens.length),
		regions: parseIndices("patch", options.patch, generation.layouts[0]?.regions.length ?? 0),
		matrixValue: options.matrixValue,
		relevancy,
		causal,
		sinks: sinkChoice(options),
	};
}

export function addExplainCommand(program: Command, context: CommandContext): void {
	const command = program
		.command("explain")
		.summary("ask, and show where the answer came from")
		.description(
			"Asks a vision-language model about an image, explains the answer, and writes pictures (PNG), numbers (CSV, JSON) and a session (.lvlm) into a folder.",
		)
		.argument("<model>", modelArgument)
		.argument("<image>", "PNG, JPEG or WebP file")
		.argument("<question>", "what to ask")
		.addOption(
			new Option("--method <name>", "how to explain; the default is the one that the answer depends on most")
				.choices(methods.map((method) => method.id))
				.default("relevancy"),
		)
		.option(
			"--layer <list>",
			"attention, rollout, causal (one layer): decoder layers, counted from 0: all, 3, 0,2,5-7; -1 is the last",
			"all",
		)
		.option("--head <list>", "attention, causal: heads, counted from 0", "all")
		.option("--token <list>", "answer tokens, counted from 0; all leaves out the end token", "all")
		.option("--patch <list>", "attention only: image patches; shows which answer tokens looked at these", "all")
		.addOption(
			new Option(
				"--matrix-value <kind>",
				"attention only, layer x head matrices: attention mass, or the mean over pairs",
			)
				.choices(["mass", "pair-mean"])
				.default("mass"),
		)
		.addOption(
			new Option(
				"--faithfulness [removal]",
				"also measure how much the answer depends on what the map points at, taking regions away by mean (default), block, blur or grey",
			).choices(["mean", "block", "blur", "grey"]),
		)
		.option(
			"--sanity",
			"also check that the map changes with random weights (from the top down), a shuffled picture and a neutral question; takes about 15 times the map, and opens the model again",
			false,
		)
		.option("--out <folder>", "where to write", "lvlm-interpret-out");
	addSinkOptions(command);
	addRelevancyOptions(command);
	addCausalOptions(command);
	addModelOptions(command).addHelpText(
		"after",
		`
Methods, with the area between deletion and insertion of their maps on the embedded model's questions: how much the answer depends on
what they show (random 0, a spot in the middle 1.14 nats; docs/faithfulness.md):
${methods.map((method) => `  ${method.id.padEnd(10)} ${method.summary}`).join("\n")}

Examples:
  lvlm-interpret explain models/shapes-llava picture.png "What colour is the circle?" --out looked
  lvlm-interpret explain models/shapes-llava picture.png "What colour is the circle?" --method attention --layer -1 --head 0-3 --token 3
  lvlm-interpret explain models/shapes-llava picture.png "What colour is the circle?" --method attention --patch 40,41,52,53
  lvlm-interpret explain models/shapes-llava picture.png "What colour is the circle?" --map llama --mode hybrid
  lvlm-interpret explain models/shapes-llava picture.png "What colour is the circle?" --score contrast --against red --token 3
  lvlm-interpret explain models/shapes-llava picture.png "What colour is the circle?" --method causal --token 3
  lvlm-interpret explain models/shapes-llava picture.png "What colour is the circle?" --token 3 --faithfulness
  lvlm-interpret explain models/shapes-llava picture.png "What colour is the circle?" --token 3 --sanity
  lvlm-interpret explain models/shapes-llava picture.png "Describe the image." --method rollout`,
	);
	command.action(async (path: string, image: string, question: string, options: ExplainOptions) => {
		const { terminal, line, signal } = context;
		const method = await createRegistry<Method>("method", methods).get(options.method);
		checkFlags(command, method);
		const relevancy = relevancyChoice(options);
		const causal = causalChoice(options);
		const request = {
			...(await requestOf(options, image, question)),
			...(relevancy.against === undefined ? {} : { alternatives: alternativesToSearch }),
		};
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
			const input = {
				model,
				generation,
				choice: choiceOf(options, relevancy, causal, model, generation),
				request: { onProgress: line.show, signal },
				folder,
				subtitle: `“${question}” → “${generation.text.trim()}”`,
			};
			const shown = await method.run(input);
			const { faithfulness } = options;
			const measured =
				faithfulness === undefined
					? undefined
					: await measureFaithfulness(input, shown, faithfulness === true ? "mean" : faithfulness);
			const checked =
				options.sanity && !signal.aborted
					? await checkSanity(input, shown, {
							path,
							opened: model,
							backend,
							source: { ...sourceOptionsOf(options), ...memoryOptionsOf(options) },
						})
					: undefined;
			const results = [...shown, ...(measured ? [measured] : []), ...(checked ? [checked] : [])];
			await folder.write("results.json", `${JSON.stringify(results.map(resultAsJson))}\n`);
			const session = sessionOf(generation, results, {
				toolVersion: version,
				model: model.facts,
				run: { backend: backend.id, device: backend.device, precision: "float32" },
				image: encodePng(generation.image),
			});
			await folder.write("session.lvlm", encodeSession(session));
			line.clear();
			const said = new Set<string>();
			for (const result of results) {
				for (const [name, reason] of Object.entries(result.absent ?? {})) terminal.err(`${name}: ${reason}.\n`);
				for (const warning of warningsOf(result)) {
					// Several results of one method have the same cautions.
					if (!said.has(warning)) terminal.err(`Caution: ${warning}\n`);
					said.add(warning);
				}
			}
			if (measured?.partial || checked?.partial) context.interrupted();
			if (options.json) {
				const answer = answerAsJson(generation, model.facts.id);
				const verdict = {
					...(measured ? { faithfulness: measured.data?.verdict } : {}),
					...(checked ? { sanity: checked.data } : {}),
				};
				terminal.out(`${JSON.stringify({ ...answer, method: method.id, ...verdict, files: folder.files }, null, 2)}\n`);
			} else {
				if (measured) terminal.out(`${measured.data?.verdict}\n`);
				if (checked) terminal.out(sanityLines(checked));
				terminal.out(`${folder.files.length} files written to ${folder.path}\n`);
			}
		});
	});
}
