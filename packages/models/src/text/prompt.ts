import { invariant, LvlmError, type Message, type Segment, type SequenceToken } from "@lvlm-interpret/core";
import { alignTokens, type Span } from "./align.js";
import { renderPrompt } from "./chat-template.js";
import { refuseSpecialTokens } from "./conversation.js";
import type { TextTokenizer } from "./tokenizer.js";

/** What turns a conversation into the ids that a model reads. */
export interface PromptFormat {
	readonly tokenizer: TextTokenizer;
	/** Jinja source. */
	readonly chatTemplate: string;
	readonly imageTokenId: number;
	/** Image tokens a picture, after expansion. */
	readonly imageTokens: number;
}

/** The prompt's positions: ids for the model, and what each one is. */
export interface Prompt {
	readonly ids: readonly number[];
	readonly tokens: readonly SequenceToken[];
}

interface Region extends Span {
	readonly segment: Segment;
}

function regionsOf(messages: readonly Message[], spans: readonly Span[]): Region[] {
	return spans.map((span, index) => {
		const isLast = index === messages.length - 1;
		const system = messages[index]?.role === "system";
		return { ...span, segment: isLast ? "question" : system ? "system" : "history" };
	});
}

/** A token belongs to a message as soon as it holds one character of it: "▁What" is the question's, though the space is not. */
function segmentOf(span: Span, regions: readonly Region[]): Segment {
	return regions.find(({ start, end }) => span.start < end && start < span.end)?.segment ?? "template";
}

/**
 * Renders, encodes and expands a conversation with one picture.
 *
 * The image token, which the template writes once, becomes `imageTokens` equal ids. (The library's own processor miscounts
 * them for models that drop the CLS feature.)
 *
 * @throws {LvlmError} "invalid-argument" when a message holds a special token; "invalid-model" when the template does not write
 *   exactly one image token.
 */
export function buildPrompt(format: PromptFormat, messages: readonly Message[]): Prompt {
	const { tokenizer, imageTokenId, imageTokens } = format;
	refuseSpecialTokens(messages, tokenizer.specialTokens);
	const rendered = renderPrompt(tokenizer, format.chatTemplate, messages);
	const encoded = tokenizer.encodePrompt(rendered.text);
	const spans = alignTokens(
		rendered.text,
		encoded.map((id) => tokenizer.bytesOf(id)),
		encoded.map((id) => tokenizer.isUnknown(id)),
	);
	const regions = regionsOf(messages, rendered.spans);
	const images = encoded.filter((id) => id === imageTokenId).length;
	if (images !== 1) {
		const reason = `it writes ${images} image tokens ("${tokenizer.entryOf(imageTokenId) ?? imageTokenId}") for one image`;
		throw new LvlmError("invalid-model", `The chat template cannot be used: ${reason}.`, {
			reason,
			file: "chat template",
		});
	}
	const tokens: SequenceToken[] = [];
	encoded.forEach((id, index) => {
		const text = tokenizer.textOf(id);
		if (id === imageTokenId) {
			for (let region = 0; region < imageTokens; region++) {
				tokens.push({ position: tokens.length, id, text, segment: "image", image: { index: 0, region } });
			}
			return;
		}
		const segment = segmentOf(spans[index] as Span, regions);
		// Texts with special tokens were refused; a tokenizer whose normaliser makes one out of other characters is caught here.
		if (segment !== "template" && tokenizer.isSpecial(id) && !tokenizer.isUnknown(id)) {
			throw new LvlmError("invalid-argument", `The prompt contains the special token "${text}".`, {
				name: "prompt",
				expected: "plain text",
				actual: text,
			});
		}
		tokens.push({ position: tokens.length, id, text, segment });
	});
	invariant(
		regions.every((region) => tokens.some((token) => token.segment === region.segment)),
		"a message of the prompt has no tokens",
	);
	return { ids: tokens.map(({ id }) => id), tokens };
}
