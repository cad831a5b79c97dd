import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { type OpenedGeneration, openModel } from "@lvlm-interpret/models";
import { type Found, methods, type Numbers } from "./page/methods.js";
import { question, scene } from "./page/scene.js";

export const modelFolder: string = fileURLToPath(new URL("../../models/shapes-llava", import.meta.url));

/** What Node computes from the same bytes. */
export interface Reference {
	readonly answer: OpenedGeneration;
	found(method: string): Promise<Found>;
	close(): Promise<void>;
}

export async function nodeReference(maxTokens: number): Promise<Reference> {
	const backend = onnxBackend({ device: "cpu" });
	const model = await openModel(modelFolder, { backend });
	const answer = await model.generate({ image: scene(), prompt: question, maxTokens });
	return {
		answer,
		found: (method) => (methods[method] as (typeof methods)[string])(answer),
		async close() {
			await model.dispose();
			await backend.dispose();
		},
	};
}

/** Largest difference, as a share of the largest entry that is expected. */
export function largestShare(actual: Numbers | undefined, expected: Numbers): number {
	if (!actual || actual.shape.join() !== expected.shape.join()) {
		throw new Error(`shape [${actual?.shape}] instead of [${expected.shape}]`);
	}
	let difference = 0;
	let largest = 0;
	expected.values.forEach((value, index) => {
		difference = Math.max(difference, Math.abs(value - (actual.values[index] as number)));
		largest = Math.max(largest, Math.abs(value));
	});
	// NaN is never within a tolerance.
	return actual.values.every(Number.isFinite) ? difference / largest : Number.NaN;
}

/** The worst tensor of a method. */
export function worst(actual: Found, expected: Found): number {
	const names = Object.keys(expected);
	if (names.length === 0 || names.join() !== Object.keys(actual).join()) throw new Error(`tensors ${names}`);
	return Math.max(...names.map((name) => largestShare(actual[name], expected[name] as Numbers)));
}
