import type { Segment, Sequence, SequenceToken } from "@lvlm-interpret/core";
import type { AxisToken } from "../../src/index.js";
import { hill } from "../image/synthetic.js";

/** Numbers in [0, 1) that are the same in every run. */
export function noise(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
}

/** Where each head of the gallery below looks: down the diagonal with its number. */
export function placeOf(head: number, rows: number, columns: number): { row: number; column: number } {
	return { row: head % rows, column: (3 * head) % columns };
}

/** One hill a head; its mass falls with its number, so that head 0 of layer 0 ranks first. [layers, heads, rows, columns] */
export function gallery(layers: number, heads: number, rows: number, columns: number): Float32Array {
	const cells = rows * columns;
	const values = new Float32Array(layers * heads * cells);
	for (let head = 0; head < layers * heads; head++) {
		const { row, column } = placeOf(head, rows, columns);
		const mass = 1 / (1 + head / 8);
		values.set(
			hill(rows, columns, row, column).map((value) => value * mass),
			head * cells,
		);
	}
	return values;
}

/** A numbered matrix: higher in later layers and heads, one outlier at layer 2, head 1. */
export function matrix(layers: number, heads: number): Float32Array {
	return Float32Array.from({ length: layers * heads }, (_, cell) => {
		const [layer, head] = [Math.floor(cell / heads), cell % heads];
		return layer === 2 && head === 1 ? 0.9 : (0.3 * (layer + 1)) / layers + (0.2 * (head + 1)) / heads;
	});
}

/** An axis of `count` positions of running text. */
export function textAxis(texts: readonly string[], segment: Segment = "answer", first = 0): AxisToken[] {
	return texts.map((text, index) => ({ position: first + index, selects: first + index, text, segment }));
}

/** Causal attention over `count` positions: near ones, the first one, and position 7 wherever it can be seen. NaN: masked. */
export function causal(count: number): Float32Array {
	const random = noise(7);
	const values = new Float32Array(count * count).fill(Number.NaN);
	for (let query = 0; query < count; query++) {
		let sum = 0;
		for (let key = 0; key <= query; key++) {
			const near = Math.exp(-(query - key) / 6);
			const value = 0.02 * random() + 0.5 * near + (key === 0 ? 0.8 : 0) + (key === 7 ? 2 : 0);
			values[query * count + key] = value;
			sum += value;
		}
		for (let key = 0; key <= query; key++) values[query * count + key]! /= sum;
	}
	return values;
}

/** A conversation: template, picture of `regions` tokens, question, answer. */
export function conversation(
	regions: number,
	question: readonly string[],
	answer: readonly string[],
): { sequence: Sequence; axis: readonly Segment[] } {
	const parts: [Segment, readonly string[]][] = [
		["template", ["<s>", "USER", ":"]],
		["image", Array.from({ length: regions }, () => "<image>")],
		["question", question],
		["template", [" ASSISTANT", ":"]],
		["answer", answer],
	];
	const tokens: SequenceToken[] = [];
	for (const [segment, texts] of parts) {
		texts.forEach((text, region) => {
			const image = segment === "image" ? { image: { index: 0, region } } : {};
			tokens.push({ position: tokens.length, id: 5 + tokens.length, text, segment, ...image });
		});
	}
	return {
		sequence: { tokens, promptLength: tokens.length - answer.length },
		axis: tokens.map((token) => token.segment),
	};
}
