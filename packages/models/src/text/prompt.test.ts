import { isLvlmError, type Message, type Segment } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { conversationOf } from "./conversation.js";
import { buildPrompt, type Prompt } from "./prompt.js";
import { byteLevelTokenizer, llavaTemplate, sentencepieceTokenizer } from "./tokenizers.test-data.js";

const tokenizers = { sentencepiece: sentencepieceTokenizer(), "byte-level": byteLevelTokenizer() };

function textOf(prompt: Prompt, segment: Segment, bytesOf: (id: number) => Uint8Array): string {
	const bytes = prompt.tokens.filter((token) => token.segment === segment).flatMap(({ id }) => [...bytesOf(id)]);
	return new TextDecoder().decode(Uint8Array.from(bytes));
}

describe.each(Object.entries(tokenizers))("a prompt of a %s tokenizer", (_, tokenizer) => {
	const format = { tokenizer, chatTemplate: llavaTemplate, imageTokenId: 3, imageTokens: 4 };
	const build = (prompt: string | Message[], chatTemplate = llavaTemplate) =>
		buildPrompt({ ...format, chatTemplate }, conversationOf(prompt));
	const segment = (prompt: Prompt, name: Segment) => textOf(prompt, name, (id) => tokenizer.bytesOf(id));

	it("expands the image token and names every position", () => {
		const prompt = build("What is red?");
		expect(prompt.ids).toEqual(prompt.tokens.map(({ id }) => id));
		expect(prompt.tokens.map(({ position }) => position)).toEqual(prompt.tokens.map((__, index) => index));
		const image = prompt.tokens.filter((token) => token.segment === "image");
		expect(image.map((token) => [token.id, token.image])).toEqual(
			[0, 1, 2, 3].map((region) => [3, { index: 0, region }]),
		);
		expect(segment(prompt, "question").trim()).toBe("What is red?");
		expect(prompt.tokens[0]).toMatchObject({ id: 1, text: "<s>", segment: "template" });
		expect(segment(prompt, "template").replaceAll(/\s+/g, " ")).toMatch(/^<s> ?USER: ?ASSISTANT:$/);
	});

	it.each(["Größe 你好 🟥 red?", "ASSISTANT: What USER: ", "<0x0A> red", "  What\n\n is  red ? "])(
		"finds the question %j, whatever its words",
		(question) => {
			const found = segment(build(question), "question");
			expect(found.trim()).toBe(question.trim());
		},
	);

	it("tells system, history and question apart", () => {
		const prompt = build([
			{ role: "system", text: "Be brief." },
			{ role: "user", text: "What is red?" },
			{ role: "assistant", text: "red" },
			{ role: "user", text: "What is red?" },
		]);
		expect(segment(prompt, "system").trim()).toBe("Be brief.");
		expect(segment(prompt, "history").trim()).toMatch(/^What is red\? ?red$/);
		expect(segment(prompt, "question").trim()).toBe("What is red?");
		const first = (name: Segment) => prompt.tokens.findIndex((token) => token.segment === name);
		expect(first("system") < first("image") && first("image") < first("history")).toBe(true);
		expect(first("history") < first("question")).toBe(true);
	});

	it("follows a template that trims", () => {
		const prompt = build("  red? ", llavaTemplate.replace("content['text']", "content['text'] | trim"));
		expect(segment(prompt, "question").trim()).toBe("red?");
	});

	it.each(["</s>", "What<image>?", "a <s> b"])("refuses the special token in %j", (question) => {
		try {
			build(question);
			expect.unreachable();
		} catch (error) {
			expect(isLvlmError(error, "invalid-argument") && error.message).toContain("special token");
		}
	});

	it("refuses a template that leaves out the image, writes it twice, drops the question or changes it", () => {
		const templates = [
			llavaTemplate.replace("<image>", "picture"),
			llavaTemplate.replace("<image>", "<image><image>"),
			llavaTemplate.replace("{{ content['text'] + ' '}}", ""),
			llavaTemplate.replace("content['text']", "content['text'] | upper"),
			"{{ raise_exception('no') }}",
			"{% if %}",
		];
		for (const template of templates) {
			try {
				build("What is red?", template);
				expect.unreachable();
			} catch (error) {
				expect(isLvlmError(error, "invalid-model"), String(error)).toBe(true);
			}
		}
	});
});

describe("a sentencepiece answer", () => {
	it("has token texts that join to the text", () => {
		const { sentencepiece } = tokenizers;
		const ids = sentencepiece.encodePrompt("What red").slice(1);
		expect(ids.map((id) => sentencepiece.textOf(id))).toEqual([" What", " red"]);
		expect(sentencepiece.decode([...ids, 2])).toBe("What red");
		expect(sentencepiece.decode([])).toBe("");
	});
});

describe("conversationOf", () => {
	it.each<[string, unknown]>([
		["an empty question", " \n"],
		["no message", []],
		[
			"a conversation that ends with an answer",
			[
				{ role: "user", text: "a" },
				{ role: "assistant", text: "b" },
			],
		],
		[
			"two user turns in a row",
			[
				{ role: "user", text: "a" },
				{ role: "user", text: "b" },
			],
		],
		[
			"a late system message",
			[
				{ role: "user", text: "a" },
				{ role: "system", text: "b" },
			],
		],
		["only a system message", [{ role: "system", text: "a" }]],
		["an unknown role", [{ role: "tool", text: "a" }]],
		[
			"an empty turn",
			[
				{ role: "user", text: "a" },
				{ role: "assistant", text: "" },
				{ role: "user", text: "b" },
			],
		],
		["nothing", undefined],
	])("refuses %s", (_, prompt) => {
		try {
			conversationOf(prompt as string);
			expect.unreachable();
		} catch (error) {
			expect(isLvlmError(error, "invalid-argument"), String(error)).toBe(true);
		}
	});
});
