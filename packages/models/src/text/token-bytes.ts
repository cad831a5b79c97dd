/** The parts of tokenizer.json that say how a token of the vocabulary is written. */
export interface TokenizerJson {
	readonly model?: { readonly byte_fallback?: boolean; readonly continuing_subword_prefix?: string | null };
	readonly decoder?: ComponentJson | null;
	readonly pre_tokenizer?: ComponentJson | null;
	readonly normalizer?: ComponentJson | null;
}

interface ComponentJson {
	readonly type: string;
	readonly replacement?: string;
	readonly content?: string;
	readonly decoders?: readonly ComponentJson[];
	readonly pretokenizers?: readonly ComponentJson[];
	readonly normalizers?: readonly ComponentJson[];
}

/** The component and those inside it, when it is a sequence. */
function flatten(component: ComponentJson | null | undefined): ComponentJson[] {
	if (!component) return [];
	const inner = component.decoders ?? component.pretokenizers ?? component.normalizers;
	return inner ? inner.flatMap(flatten) : [component];
}

/**
 * GPT-2's table: each byte has a printable character. Bytes that print stand for themselves; the other 68 follow from U+0100 on.
 *
 * Source: `bytes_to_unicode` of openai/gpt-2.
 */
function byteOfCharacter(): Map<string, number> {
	const prints = (byte: number): boolean =>
		(byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
	const table = new Map<string, number>();
	let next = 0x100;
	for (let byte = 0; byte < 256; byte++) table.set(String.fromCharCode(prints(byte) ? byte : next++), byte);
	return table;
}

/**
 * Makes the function that gives the UTF-8 bytes a vocabulary entry stands for in the text.
 *
 * Byte-level vocabularies (GPT-2, Llama 3, Qwen) spell bytes as characters; sentencepiece ones (Llama 2, Vicuna) write a space
 * as "▁" and unknown bytes as "<0x0A>"; word pieces carry a prefix inside words.
 */
export function tokenBytesOf(json: TokenizerJson): (token: string) => Uint8Array {
	const components = [...flatten(json.decoder), ...flatten(json.pre_tokenizer)];
	const encoder = new TextEncoder();
	if (components.some(({ type }) => type === "ByteLevel")) {
		const table = byteOfCharacter();
		return (token) => {
			const bytes = Array.from(token, (character) => table.get(character));
			return bytes.every((byte) => byte !== undefined) ? Uint8Array.from(bytes) : encoder.encode(token);
		};
	}
	const metaspace = components.find(({ type }) => type === "Metaspace")?.replacement ?? "▁";
	const fallback = json.model?.byte_fallback || components.some(({ type }) => type === "ByteFallback");
	const prefix = json.model?.continuing_subword_prefix || undefined;
	return (token) => {
		const byte = fallback ? /^<0x([0-9A-Fa-f]{2})>$/.exec(token)?.[1] : undefined;
		if (byte) return Uint8Array.of(Number.parseInt(byte, 16));
		const bare = prefix && token.startsWith(prefix) ? token.slice(prefix.length) : token;
		return encoder.encode(bare.replaceAll(metaspace, " "));
	};
}
