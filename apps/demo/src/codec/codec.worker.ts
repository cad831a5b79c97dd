import { isLvlmError } from "@lvlm-interpret/core";
import { decodeSession, encodeSession, type SessionFile } from "@lvlm-interpret/core/session";

export type CodecQuestion =
	| { readonly kind: "encode"; readonly session: SessionFile }
	| { readonly kind: "decode"; readonly bytes: Uint8Array };

export type CodecAnswer =
	| { readonly value: Uint8Array | SessionFile }
	| { readonly error: { readonly message: string; readonly hint?: string } };

/** The buffers of a session's numbers, which can change hands: nobody here needs them any more. */
function buffersOf({ attention, results, image }: SessionFile): ArrayBufferLike[] {
	const arrays = [
		...results.flatMap((result) => Object.values(result.tensors).map(({ tensor }) => tensor.data)),
		...(attention ? [attention.values.data, attention.scales.data] : []),
		...(image ? [image] : []),
	];
	return [...new Set(arrays.map(({ buffer }) => buffer))];
}

function answer(value: Uint8Array | SessionFile, transfer: ArrayBufferLike[]): void {
	postMessage({ value } satisfies CodecAnswer, { transfer: transfer as ArrayBuffer[] });
}

addEventListener("message", ({ data }: MessageEvent<CodecQuestion>) => {
	try {
		if (data.kind === "encode") {
			const bytes = encodeSession(data.session);
			answer(bytes, [bytes.buffer]);
		} else {
			const session = decodeSession(data.bytes);
			answer(session, buffersOf(session));
		}
	} catch (error) {
		const hint = isLvlmError(error) && error.hint !== undefined ? { hint: error.hint } : {};
		const message = error instanceof Error ? error.message : String(error);
		postMessage({ error: { message, ...hint } } satisfies CodecAnswer);
	}
});
