import { LvlmError } from "@lvlm-interpret/core";
import type { ModelFiles } from "../files/model-files.js";
import { TextTokenizer } from "./tokenizer.js";

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a JSON file of a model folder.
 *
 * @returns `undefined` when there is no such file.
 * @throws {LvlmError} "invalid-model" when it is no JSON object.
 */
export async function readJson(files: ModelFiles, name: string): Promise<Json | undefined> {
	if (!(await has(files, name))) return undefined;
	const text = await files.text(name);
	try {
		const json: unknown = JSON.parse(text);
		if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Json;
	} catch (cause) {
		throw new LvlmError(
			"invalid-model",
			`${name} cannot be read: it is no JSON.`,
			{ reason: (cause as Error).message, file: name },
			{ cause },
		);
	}
	throw new LvlmError("invalid-model", `${name} cannot be read: it is no JSON object.`, {
		reason: "no object",
		file: name,
	});
}

async function has(files: ModelFiles, name: string): Promise<boolean> {
	return (await files.list()).some((entry) => entry.name === name);
}

/** The template among several named ones, or the one there is. */
function templateOf(value: unknown): string | undefined {
	if (typeof value === "string") return value;
	if (!Array.isArray(value)) return undefined;
	const found = value.find((one) => one?.name === "default")?.template;
	return typeof found === "string" ? found : undefined;
}

/** The tokenizer of a model folder. @throws {LvlmError} "model-not-found" without tokenizer.json; "invalid-model". */
export async function readTokenizer(files: ModelFiles): Promise<TextTokenizer> {
	// Its own error names what a model folder needs.
	const json = (await readJson(files, "tokenizer.json")) ?? (JSON.parse(await files.text("tokenizer.json")) as Json);
	const config = (await readJson(files, "tokenizer_config.json")) ?? {};
	return new TextTokenizer(json, config);
}

/**
 * The chat template of a model folder, as Jinja: chat_template.jinja, else chat_template.json, processor_config.json or
 * tokenizer_config.json, in the order of the Python processors.
 *
 * @throws {LvlmError} "model-not-found" when there is none: the format of prompts is never guessed.
 */
export async function readChatTemplate(files: ModelFiles): Promise<string> {
	if (await has(files, "chat_template.jinja")) return files.text("chat_template.jinja");
	for (const name of ["chat_template.json", "processor_config.json", "tokenizer_config.json"]) {
		const template = templateOf((await readJson(files, name))?.chat_template);
		if (template !== undefined) return template;
	}
	throw new LvlmError(
		"model-not-found",
		`"${files.id}" has no chat template.`,
		{ path: files.id, file: "chat_template.jinja" },
		{ hint: "Put the model's template beside config.json as chat_template.jinja." },
	);
}
