import { decodeSession, encodeSession, type SessionFile } from "@lvlm-interpret/core/session";
import { startCodecWorker } from "../workers.js";
import type { CodecAnswer, CodecQuestion } from "./codec.worker.js";

/** Above this many bytes a session is coded in a worker: below, starting one takes longer than coding. */
const inPageBytes = 2 ** 20;

function bytesOf({ attention, results, image }: SessionFile): number {
	const tensors = results.flatMap((result) => Object.values(result.tensors));
	const ofResults = tensors.reduce((sum, { tensor }) => sum + tensor.data.byteLength, 0);
	return ofResults + (attention?.values.data.byteLength ?? 0) + (image?.byteLength ?? 0);
}

/** A worker that did not start, as without a network. */
class NoWorker extends Error {}

/** One question to a worker of its own; answered here where there is none. */
async function off<Answer>(question: CodecQuestion, here: () => Answer): Promise<Answer> {
	const worker = startCodecWorker();
	if (!worker) return here();
	try {
		return await new Promise<Answer>((resolve, reject) => {
			worker.addEventListener("message", ({ data }: MessageEvent<CodecAnswer>) => {
				if ("error" in data) reject(Object.assign(new Error(data.error.message), data.error));
				else resolve(data.value as Answer);
			});
			worker.addEventListener("error", () => reject(new NoWorker()));
			worker.postMessage(question);
		});
	} catch (error) {
		if (error instanceof NoWorker) return here();
		throw error;
	} finally {
		worker.terminate();
	}
}

/** As core's `encodeSession`; large ones do not stop the page. */
export async function encoded(session: SessionFile): Promise<Uint8Array<ArrayBuffer>> {
	const here = () => encodeSession(session) as Uint8Array<ArrayBuffer>;
	return bytesOf(session) < inPageBytes ? here() : off({ kind: "encode", session }, here);
}

/** As core's `decodeSession`; large ones do not stop the page. @throws {LvlmError} as it does; from a worker an error of its message and hint. */
export async function decoded(bytes: Uint8Array): Promise<SessionFile> {
	const here = () => decodeSession(bytes);
	return bytes.length < inPageBytes ? here() : off({ kind: "decode", bytes }, here);
}
