import { join } from "node:path";
import { LvlmError } from "@lvlm-interpret/core";
import type { FaithfulnessOptions } from "@lvlm-interpret/explainers";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CommandContext } from "../context.js";
import { evaluatedMethods, methodsNamed } from "../evaluate/evaluated-methods.js";
import { openJournal } from "../evaluate/journal.js";
import { measure, type QuestionRecord } from "../evaluate/measure.js";
import { chosenQuestions, questionTypes, readQuestionSet } from "../evaluate/question-set.js";
import { summarise } from "../evaluate/summary.js";
import { summaryAsCsv, summaryAsMarkdown } from "../evaluate/tables.js";
import { outputFolder } from "../output/output-folder.js";
import { modelArgument } from "./hub-options.js";
import { addModelOptions, type ModelOptions, withModel } from "./model-options.js";

interface EvaluateOptions extends ModelOptions {
	readonly set: string;
	readonly methods: string;
	readonly types: string;
	readonly limit?: number;
	readonly removal: FaithfulnessOptions["removal"];
	readonly steps: number;
	readonly batch: number;
	readonly resume: boolean;
	readonly out: string;
}

/** Questions that go through all methods together. */
const questionsAtOnce = 8;

function count(text: string): number {
	const value = Number(text);
	if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("It should be a whole number from 1.");
	return value;
}

function typesOf(list: string): string[] {
	const types = list.split(",");
	const unknown = types.find((type) => !questionTypes.includes(type));
	if (unknown === undefined) return types;
	throw new LvlmError("invalid-argument", `There are no questions of type "${unknown}" to evaluate.`, {
		name: "types",
		expected: `some of ${questionTypes.join(", ")}`,
		actual: list,
	});
}

export function addEvaluateCommand(program: Command, context: CommandContext): void {
	const command = program
		.command("evaluate")
		.summary("which explanations are to be believed, on a set with ground truth")
		.description(
			"Asks a model all questions of a set, explains the word that names what was asked for with every method, and measures the maps: how much the answer depends on what they show, and whether that is the object. Writes evaluation.md, .csv and .json, and the records of all questions.",
		)
		.argument("<model>", modelArgument)
		.requiredOption("--set <folder>", "questions.jsonl with pictures and masks, as models/evaluation has them")
		.option("--methods <list>", "all, or some, by name or beginning: attention,relevancy-llama", "all")
		.option("--types <list>", `question types: ${questionTypes.join(", ")}`, "colour,shape")
		.option("--limit <n>", "the first questions only, of all in an order drawn by the seed", count)
		.addOption(
			new Option("--removal <kind>", "how image regions are taken away")
				.choices(["mean", "block", "blur", "grey"])
				.default("mean"),
		)
		.option("--steps <n>", "even steps from the whole picture to none of it", count, 10)
		.option("--batch <n>", "replays in one run", count, 8)
		.option("--resume", "go on where the records in --out end", false)
		.option("--out <folder>", "where to write", "lvlm-interpret-evaluation");
	addModelOptions(command).addHelpText(
		"after",
		`
Methods:
  ${evaluatedMethods.map(({ id }) => id).join(", ")}

Examples:
  lvlm-interpret evaluate models/shapes-llava --set models/evaluation --methods attention,rollout,random --limit 50
  lvlm-interpret evaluate models/shapes-llava --set models/evaluation --resume`,
	);
	command.action(async (path: string, options: EvaluateOptions) => {
		const { terminal, line, signal } = context;
		const methods = methodsNamed(options.methods);
		const set = await readQuestionSet(options.set);
		const wanted = chosenQuestions(set, typesOf(options.types), options.seed);
		const asked = wanted.slice(0, options.limit ?? wanted.length);
		await withModel(path, options, line, signal, async (model) => {
			const { seed, removal, steps } = options;
			const ids = methods.map(({ id }) => id);
			const made = { model: model.facts.fingerprint, questions: set.hash, seed, removal, steps, methods: ids };
			const journal = await openJournal<QuestionRecord>(join(options.out, "records.jsonl"), made, options.resume);
			const done = new Set(journal.records.map(({ id }) => id));
			const left = asked.filter(({ id }) => !done.has(id));
			const show = (finished: number) =>
				line.show({ phase: "explain", done: finished, total: asked.length, unit: "steps", detail: "questions" });
			show(asked.length - left.length);
			try {
				for (let at = 0; at < left.length; at += questionsAtOnce) {
					const questions = left.slice(at, at + questionsAtOnce);
					const given = { removal, steps, batchSize: options.batch };
					await journal.append(await measure(model, questions, { set, methods, seed, options: given, signal }));
					show(asked.length - left.length + at + questions.length);
				}
			} catch (error) {
				if (!signal.aborted) throw error;
				context.interrupted();
			}
			line.clear();
			const chosen = new Set(asked.map(({ id }) => id));
			const records = journal.records.filter(({ id }) => chosen.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1));
			if (records.length === 0) {
				terminal.err("No question was finished: there is nothing to write.\n");
				return;
			}
			const summary = summarise(records, ids, { made, available: wanted.length, seed });
			const folder = outputFolder(options.out);
			await folder.write("evaluation.md", `# Evaluation of ${model.facts.id}\n\n${summaryAsMarkdown(summary)}`);
			await folder.write("evaluation.csv", summaryAsCsv(summary));
			await folder.write("evaluation.json", `${JSON.stringify(summary, null, "\t")}\n`);
			if (options.json) terminal.out(`${JSON.stringify(summary, null, 2)}\n`);
			else terminal.out(`${records.length} of ${asked.length} questions; tables in ${folder.path}\n`);
			if (signal.aborted) terminal.err("Stopped: --resume goes on.\n");
		});
	});
}
