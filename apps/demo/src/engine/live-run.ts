import type { GeneratedToken, Progress, Result, RgbImage } from "@lvlm-interpret/core";
import { type SessionFile, sessionOf } from "@lvlm-interpret/core/session";
import { createSelectionStore } from "@lvlm-interpret/ui";
import type { EngineAnswer, EngineClient, OpenReport } from "@lvlm-interpret/worker";
import type { Opened } from "../document/opened.js";

/** What a live run can still compute. */
export interface LiveRun {
	readonly answer: EngineAnswer;
	/** Explains the answer once more; the result joins the session. */
	explain(method: string, options: object, signal?: AbortSignal): Promise<Result>;
}

async function pngOf({ width, height, data }: RgbImage): Promise<Uint8Array> {
	const canvas = new OffscreenCanvas(width, height);
	const context = canvas.getContext("2d");
	if (!context) throw new Error("this browser gives no 2D canvas");
	const pixels = context.createImageData(width, height);
	for (let pixel = 0; pixel < width * height; pixel++) {
		pixels.data.set(data.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
		pixels.data[4 * pixel + 3] = 255;
	}
	context.putImageData(pixels, 0, 0);
	return new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
}

/** An answer and the results that there are, as a session. */
export async function sessionOfAnswer(
	answer: EngineAnswer,
	results: readonly Result[],
	report: OpenReport,
): Promise<SessionFile> {
	const { facts, backend } = report;
	return sessionOf(answer, results, {
		toolVersion: __LVLM_VERSION__,
		createdAt: new Date().toISOString(),
		model: facts,
		run: { backend: backend.id, device: backend.device, precision: "float32" },
		image: await pngOf(answer.image),
	});
}

export interface AskRequest {
	readonly image: File | RgbImage;
	readonly question: string;
	readonly signal: AbortSignal;
	readonly onToken: (token: GeneratedToken) => void;
	readonly onProgress: (progress: Progress) => void;
}

/** What is explained at once, so that every panel has something to show. */
const first = [
	["relevancy", { map: "llama" }],
	["layer-head-matrix", {}],
] as const;

/**
 * Asks, and explains what comes: the model is loaded where it is not, the attention rows come by one replay.
 *
 * @param onSession  Called with the answer as soon as it is whole, and again with each result.
 * @throws {LvlmError} what the engine throws; {DOMException} AbortError before the first token.
 */
export async function askLive(
	engine: EngineClient,
	address: string,
	request: AskRequest,
	onOpened: (opened: Opened) => void,
): Promise<void> {
	const { image, question, signal, onToken, onProgress } = request;
	if (!engine.opened) await engine.open(address, { onProgress, signal });
	const pixels = image instanceof File ? new Uint8Array(await image.arrayBuffer()) : image;
	const answer = await engine.generate({ image: pixels, prompt: question, onToken, onProgress, signal });
	const report = engine.opened;
	if (!report) throw new Error("internal: an answer came from no model, please report");
	const results: Result[] = [];
	const store = createSelectionStore();
	const rows = engine.rows(answer, { onProgress, signal });
	rows.filled.catch(() => undefined);
	const { promptLength } = answer.sequence;
	const show = async (): Promise<void> => {
		const session = await sessionOfAnswer(answer, [...results], report);
		onOpened({
			session,
			origin: { kind: "run" },
			store,
			picture: answer.image,
			rows,
			answer: answer.tokens.map(({ index, text, isEnd }) => ({
				position: promptLength + index,
				text,
				isSpecial: isEnd,
			})),
			question,
			live: { answer, explain },
		});
	};
	async function explain(method: string, options: object, own?: AbortSignal): Promise<Result> {
		const result = await engine.explain(answer, method, options, { onProgress, ...(own ? { signal: own } : {}) });
		results.push(result);
		await show();
		return result;
	}
	await show();
	if (answer.stopReason === "aborted") return;
	for (const [method, options] of first) await explain(method, options, signal);
}
