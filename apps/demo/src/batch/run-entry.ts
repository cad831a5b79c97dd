import type { Message, Result, RgbImage } from "@lvlm-interpret/core";
import { fetchBytes } from "../document/use-document.js";
import type { Made } from "../engine/ask-run.js";
import { sessionOfAnswer } from "../engine/session-of-answer.js";
import type { BatchEntry, Outcome, PictureSource } from "./item.js";
import { measuresOf } from "./measures.js";
import { objectMask } from "./object-mask.js";

/** Longer side of a row's small picture, in pixels. */
const thumbnailSide = 80;

async function bytesAt(source: PictureSource, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
	if (typeof source !== "string") return new Uint8Array(await source.arrayBuffer());
	return (await fetchBytes(source, signal)) as Uint8Array<ArrayBuffer>;
}

/** A picture made smaller, by the browser. */
function thumbnailOf({ width, height, data }: RgbImage): RgbImage {
	const scale = Math.min(1, thumbnailSide / Math.max(width, height));
	const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
	const full = new ImageData(width, height);
	for (let pixel = 0; pixel < width * height; pixel++) {
		full.data.set(data.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
		full.data[4 * pixel + 3] = 255;
	}
	const from = new OffscreenCanvas(width, height);
	from.getContext("2d")?.putImageData(full, 0, 0);
	const context = new OffscreenCanvas(w, h).getContext("2d", { willReadFrequently: true });
	if (!context) throw new Error("this browser gives no 2D canvas");
	context.imageSmoothingQuality = "high";
	context.drawImage(from, 0, 0, w, h);
	const rgba = context.getImageData(0, 0, w, h).data;
	const small = new Uint8Array(w * h * 3);
	for (let pixel = 0; pixel < w * h; pixel++) small.set(rgba.subarray(4 * pixel, 4 * pixel + 3), 3 * pixel);
	return { width: w, height: h, data: small };
}

/**
 * Asks one question of a queue, explains the answer by relevancy as it is by default, and takes it in as a run.
 *
 * @throws {LvlmError} what the engine throws; {DOMException} AbortError, also where the answer was cut short: half an answer counts for none.
 */
export async function runEntry(
	{ engine, library }: Made,
	entry: BatchEntry,
	batch: { readonly id: string; readonly item: number },
	signal: AbortSignal,
): Promise<Outcome> {
	const { picture, history, question, mask, expected, tags, note } = entry;
	const messages: Message[] = [...history, { role: "user", text: question }];
	const image = new Blob([await bytesAt(picture, signal)]);
	const answer = await engine.ask({ image, messages }, { signal });
	if (answer.stopReason === "aborted") throw new DOMException("The answer was stopped.", "AbortError");
	const result = (await engine.explain(answer, "relevancy", {}, { signal })) as Result<"position-map">;
	const { report } = await engine.open({ signal });
	const session = await sessionOfAnswer(answer, [result], report);
	const objects = mask && (await objectMask(await bytesAt(mask.picture, signal)));
	const { run } = await library.add(
		session,
		{ origin: { kind: "asked", batch }, ...(expected === undefined ? {} : { expected }), tags, notes: note },
		{ picture: answer.image },
	);
	return {
		answer: answer.text.trim(),
		...measuresOf(answer, result, objects, mask?.objects),
		thumbnail: thumbnailOf(answer.image),
		run: run.id,
	};
}
