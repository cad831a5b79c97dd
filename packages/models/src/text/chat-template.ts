import { LvlmError, type Message } from "@lvlm-interpret/core";
import type { Span } from "./align.js";
import type { TextTokenizer } from "./tokenizer.js";

/** A rendered prompt, and where the text of each message stands in it. */
export interface RenderedPrompt {
	readonly text: string;
	/** One a message, in order. */
	readonly spans: readonly Span[];
}

interface Content {
	readonly type: "image" | "text";
	readonly text?: string;
}

function invalid(reason: string, cause?: unknown): LvlmError {
	return new LvlmError(
		"invalid-model",
		`The chat template cannot be used: ${reason}.`,
		{ reason, file: "chat template" },
		cause === undefined ? {} : { cause },
	);
}

function render(tokenizer: TextTokenizer, template: string, messages: readonly Message[]): string {
	const imageAt = messages.findIndex(({ role }) => role === "user");
	const conversation = messages.map(({ role, text }, index) => {
		const image: Content[] = index === imageAt ? [{ type: "image" }] : [];
		return { role, content: [...image, { type: "text", text }] satisfies Content[] };
	});
	try {
		const { library } = tokenizer;
		return library.apply_chat_template(conversation, {
			chat_template: template,
			tokenize: false,
			add_generation_prompt: true,
		}) as unknown as string;
	} catch (cause) {
		throw invalid(cause instanceof Error ? cause.message : String(cause), cause);
	}
}

/** A text of private-use characters that occurs in none of the messages and that no template would touch. */
function sentinels(messages: readonly Message[]): string[] {
	const all = messages.map(({ text }) => text).join("\n");
	for (let mark = 0xe000; mark < 0xf8ff; mark++) {
		const character = String.fromCharCode(mark);
		if (!all.includes(character)) return messages.map((_, index) => `${character}${index}${character}`);
	}
	throw new LvlmError("invalid-argument", "The prompt uses every private-use character there is.", {
		name: "prompt",
		expected: "text",
		actual: "all of U+E000 to U+F8FE",
	});
}

/** Ways in which templates put a message's text into the prompt. */
const forms: readonly ((text: string) => string)[] = [
	(text) => text,
	(text) => text.trim(),
	(text) => text.trimEnd(),
	(text) => text.trimStart(),
];

/**
 * Renders a conversation with the model's chat template; the image belongs to the first user turn.
 *
 * Where the messages stand is not guessed from their words (a question may repeat the template's): the template is rendered a
 * second time with marks in their place, and the marks are replaced by the texts, trimmed where the template trims. That must
 * give the first rendering again.
 *
 * @throws {LvlmError} "invalid-model" when the template fails, or changes the text of a message.
 */
export function renderPrompt(tokenizer: TextTokenizer, template: string, messages: readonly Message[]): RenderedPrompt {
	const text = render(tokenizer, template, messages);
	const marks = sentinels(messages);
	const marked = render(
		tokenizer,
		template,
		messages.map(({ role }, index) => ({ role, text: marks[index] as string })),
	);
	for (const form of forms) {
		const spans: Span[] = [];
		let rest = marked;
		let built = "";
		for (const [index, message] of messages.entries()) {
			const mark = marks[index] as string;
			const at = rest.indexOf(mark);
			if (at < 0) throw invalid(`it leaves out the text of message ${index} ("${message.role}")`);
			built += rest.slice(0, at);
			const shown = form(message.text);
			spans.push({ start: built.length, end: built.length + shown.length });
			built += shown;
			rest = rest.slice(at + mark.length);
		}
		if (built + rest === text) return { text, spans };
	}
	throw invalid("it changes the text of the messages");
}
