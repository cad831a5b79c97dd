import type { Message, Result, RgbImage } from "@lvlm-interpret/core";
import { canvasOf, contextOf } from "../document/picture-canvas.js";
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
function thumbnailOf(picture: RgbImage): RgbImage {
	const scale = Math.min(1, thumbnailSide / Math.max(picture.width, picture.height));
	const width = Math.max(1, Math.round(picture.width * scale));
	const height = Math.max(1, Math.round(picture.height * scale));
	const context = contextOf(new OffscreenCanvas(width, height), { willReadFrequently: true });
	context.imageSmoothingQuality = "high";
	context.drawImage(canvasOf(picture), 0, 0, width, height);
	const rgba = context.getImageData(0, 0, width, height).data;
	const data = new Uint8Array(width * height * 3);
	for (let pixel = 0; pixel < width * height; pixel++) data.set(rgba.subarray(4 * pixel, 4 * pixel + 3), 3 * pixel);
	return { width, height, data };
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
	const session = await sessionOfAnswer(answer, [result], report, engine.activity.getState().model.name);
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
