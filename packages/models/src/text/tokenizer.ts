import { PreTrainedTokenizer } from "@huggingface/transformers";
import { LvlmError } from "@lvlm-interpret/core";
import { type TokenizerJson, tokenBytesOf } from "./token-bytes.js";

/** A token that stands apart from the vocabulary; special ones carry meaning for the model ("</s>", "<image>"). */
interface AddedToken {
	readonly id: number;
	readonly content: string;
	readonly special: boolean;
}

/** What we use of the library's inner tokenizer, whose class it does not export. */
interface InnerTokenizer {
	get_added_tokens_decoder(): Map<number, AddedToken>;
	id_to_token(id: number): string | undefined;
	token_to_id(token: string): number | undefined;
}

/**
 * A tokenizer from tokenizer.json and tokenizer_config.json, run by transformers.js without network.
 * Texts of single tokens are bytes of ours: joined, they give the text back.
 */
export class TextTokenizer {
	readonly #tokenizer: PreTrainedTokenizer;
	readonly #inner: InnerTokenizer;
	readonly #added: ReadonlyMap<number, AddedToken>;
	readonly #tokenBytes: (token: string) => Uint8Array;

	/** @throws {LvlmError} "invalid-model" when the library cannot build a tokenizer from them. */
	constructor(tokenizerJson: object, tokenizerConfig: object) {
		try {
			this.#tokenizer = new PreTrainedTokenizer({ added_tokens: [], ...tokenizerJson }, tokenizerConfig);
		} catch (cause) {
			throw new LvlmError(
				"invalid-model",
				"tokenizer.json does not describe a tokenizer that can be run.",
				{ reason: cause instanceof Error ? cause.message : String(cause), file: "tokenizer.json" },
				{ cause },
			);
		}
		this.#inner = (this.#tokenizer as unknown as { _tokenizer: InnerTokenizer })._tokenizer;
		this.#added = this.#inner.get_added_tokens_decoder();
		this.#tokenBytes = tokenBytesOf(tokenizerJson as TokenizerJson);
	}

	/** The library's object, for chat templates. */
	get library(): PreTrainedTokenizer {
		return this.#tokenizer;
	}

	get endTokenId(): number | undefined {
		return (this.#tokenizer as unknown as { eos_token_id?: number }).eos_token_id;
	}

	/** Contents of all special tokens, longest first. */
	get specialTokens(): readonly string[] {
		const special = [...this.#added.values()].filter((token) => token.special && token.content !== "");
		return special.map(({ content }) => content).sort((a, b) => b.length - a.length);
	}

	isSpecial(id: number): boolean {
		return this.#added.get(id)?.special ?? false;
	}

	isUnknown(id: number): boolean {
		return id === (this.#tokenizer as unknown as { unk_token_id?: number }).unk_token_id;
	}

	idOf(token: string): number | undefined {
		return this.#inner.token_to_id(token);
	}

	/** How the vocabulary writes a token; `undefined` for an id beyond it. */
	entryOf(id: number): string | undefined {
		return this.#added.get(id)?.content ?? this.#inner.id_to_token(id);
	}

	/** Ids of a prompt. BOS and the like are added unless the template has written BOS itself, as the Python processor has it. */
	encodePrompt(rendered: string): number[] {
		const bos = (this.#tokenizer as unknown as { bos_token?: string | null }).bos_token;
		return this.#tokenizer.encode(rendered, { add_special_tokens: !(bos && rendered.startsWith(bos)) });
	}

	/** The UTF-8 bytes that a token stands for in the text; none for an id beyond the vocabulary. */
	bytesOf(id: number): Uint8Array {
		const added = this.#added.get(id);
		if (added) return new TextEncoder().encode(added.content);
		const entry = this.#inner.id_to_token(id);
		return entry === undefined ? new Uint8Array() : this.#tokenBytes(entry);
	}

	/** A token's text; a part of a character shows "\uFFFD". Sentencepiece's leading space is kept. */
	textOf(id: number): string {
		return new TextDecoder().decode(this.bytesOf(id));
	}

	/** The text of an answer, without special tokens. */
	decode(ids: readonly number[]): string {
		if (ids.length === 0) return "";
		return this.#tokenizer.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false });
	}
}
