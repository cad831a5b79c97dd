import { queryPosition, storeRows } from "@lvlm-interpret/core";
import { encodeSession } from "@lvlm-interpret/core/session";
import { colour } from "../../fixtures/index.js";
import { drawPicture } from "../../src/canvas/draw-picture.js";
import { rgbaOf } from "../../src/canvas/rgba-of.js";
import { openSession } from "../../src/elements.js";

const { sequence, layouts, image, results, attention, tokens, text, question } = colour;

async function png(): Promise<Uint8Array> {
	const canvas = document.createElement("canvas");
	drawPicture(canvas, rgbaOf(image));
	const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
	return new Uint8Array(await (blob as Blob).arrayBuffer());
}

/** The colour answer as the bytes of a `.lvlm`. */
export const colourFile: Uint8Array = encodeSession({
	toolVersion: "0.0.0",
	model: { id: "shapes-llava", modelType: "llava", fingerprint: "5ee0c5".repeat(8) },
	run: { backend: "onnx", device: "cpu", precision: "float32" },
	messages: [{ role: "user", text: question }],
	answer: { text, stopReason: "end-token", tokens },
	sequence,
	layouts,
	sampling: { temperature: 0, topK: 0, topP: 1, seed: 0 },
	timings: { encodeMs: 0, prefillMs: 0, decodeMs: 0 },
	image: await png(),
	results: [results.matrices, results.relevancy, results.composed],
	attention: await storeRows(
		attention,
		tokens.map(({ index }) => queryPosition(sequence, index)),
	),
	leftOut: [{ what: "weights", reason: "the model is opened by its id" }],
});

/** An address of the file that any element of the page can load. */
export const colourAddress: string = URL.createObjectURL(new Blob([colourFile as Uint8Array<ArrayBuffer>]));

export const colourOpened: Awaited<ReturnType<typeof openSession>> = await openSession(colourFile);
