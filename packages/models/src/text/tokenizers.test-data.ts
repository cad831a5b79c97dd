import { TextTokenizer } from "./tokenizer.js";

const special = (id: number, content: string): object => ({
	id,
	content,
	special: true,
	normalized: false,
	lstrip: false,
	rstrip: false,
	single_word: false,
});

const bosFirst = {
	type: "TemplateProcessing",
	single: [{ SpecialToken: { id: "<s>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
	pair: [],
	special_tokens: { "<s>": { id: "<s>", ids: [1], tokens: ["<s>"] } },
};

const config = { bos_token: "<s>", eos_token: "</s>", unk_token: "<unk>" };

function ids(entries: readonly string[]): Record<string, number> {
	return Object.fromEntries(entries.map((entry, id) => [entry, id]));
}

const specials = ["<unk>", "<s>", "</s>", "<image>"];
const added = specials.map((content, id) => special(id, content));

/** As Llama 2 and Vicuna have it: spaces as "▁", one put in front, unknown characters as bytes. */
export function sentencepieceTokenizer(): TextTokenizer {
	const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`);
	const letters = [..."▁ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz?:.,"];
	const merged = ["▁W", "at", "hat", "▁What", "▁A", "re", "red", "▁red"];
	return new TextTokenizer(
		{
			added_tokens: added,
			normalizer: {
				type: "Sequence",
				normalizers: [
					{ type: "Prepend", prepend: "▁" },
					{ type: "Replace", pattern: { String: " " }, content: "▁" },
				],
			},
			pre_tokenizer: null,
			post_processor: bosFirst,
			decoder: {
				type: "Sequence",
				decoders: [
					{ type: "Replace", pattern: { String: "▁" }, content: " " },
					{ type: "ByteFallback" },
					{ type: "Fuse" },
					{ type: "Strip", content: " ", start: 1, stop: 0 },
				],
			},
			model: {
				type: "BPE",
				unk_token: "<unk>",
				fuse_unk: true,
				byte_fallback: true,
				vocab: ids([...specials, ...bytes, ...letters, ...merged]),
				merges: ["▁ W", "a t", "h at", "▁W hat", "▁ A", "r e", "re d", "▁ red"].map((pair) => pair.split(" ")),
			},
		},
		config,
	);
}

/** As GPT-2, Llama 3 and Qwen have it: bytes as printable characters. */
export function byteLevelTokenizer(): TextTokenizer {
	const prints = (byte: number): boolean =>
		(byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
	let next = 256;
	const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(prints(byte) ? byte : next++));
	return new TextTokenizer(
		{
			added_tokens: added,
			normalizer: null,
			pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
			post_processor: bosFirst,
			decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
			model: {
				type: "BPE",
				vocab: ids([...specials, ...bytes, "at", "hat", "What", "ĠWhat"]),
				merges: ["a t", "h at", "W hat", "Ġ What"].map((pair) => pair.split(" ")),
			},
		},
		config,
	);
}

/** LLaVA-1.5's, but for the `generation` block. */
export const llavaTemplate: string = `{% for message in messages %}{% if message['role'] != 'system' %}{{ message['role'].upper() + ': '}}{% endif %}{% for content in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\\n' }}{% endfor %}{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}{{ content['text'] + ' '}}{% endfor %}{% endfor %}{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}`;
