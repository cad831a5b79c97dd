import {
	type ModelFacts,
	type ResultBody,
	type Segment,
	type SequenceToken,
	type Tensor,
	tensor,
} from "@lvlm-interpret/core";
import {
	type ExplainerProgram,
	Graph,
	GraphBuilder,
	type ModelHandles,
	type Replay,
	type Rows,
} from "@lvlm-interpret/graph";
import { evaluateModel } from "@lvlm-interpret/graph/reference";

/** Segments of the toy sequence; the last answer token's own row is not replayed. */
export const segments: readonly Segment[] = [
	...(["template", "template"] as const),
	...(["image", "image", "image", "image"] as const),
	...(["question", "question", "question", "template"] as const),
	...(["answer", "answer", "answer"] as const),
];

export const layers = 3;
export const heads = 2;
export const promptLength = 10;
export const rows: number = segments.length - 1;

/** Seeded noise in [0, 1): a linear congruential generator is enough for test data. */
function noise(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
}

/** Causal attention [layer][head][query][key] with uneven rows that sum to 1. */
export const attentionOf: readonly (readonly (readonly (readonly number[])[])[])[] = (() => {
	const next = noise(7);
	const row = (query: number) => {
		const raw = Array.from({ length: rows }, (_, key) => (key <= query ? Math.exp(3 * next()) : 0));
		const sum = raw.reduce((total, one) => total + one, 0);
		return raw.map((one) => one / sum);
	};
	return Array.from({ length: layers }, () =>
		Array.from({ length: heads }, () => Array.from({ length: rows }, (_, query) => row(query))),
	);
})();

/** Channels of a hidden state. */
export const width = 16;

/**
 * Inputs of layer 2, [position][channel]: the start is large in channels 1 and 4, the image's second region in 4, a word in 1; its third
 * region is large too, in a channel in which the start is not.
 */
export const hiddenOf: readonly (readonly number[])[] = (() => {
	const next = noise(11);
	const planted: Readonly<Record<number, Readonly<Record<number, number>>>> = {
		0: { 1: 100, 4: -80 },
		3: { 4: 60 },
		4: { 6: 90 },
		7: { 1: -50 },
	};
	return Array.from({ length: rows }, (_, position) =>
		Array.from({ length: width }, (_unused, channel) => planted[position]?.[channel] ?? 2 * next() - 1),
	);
})();

const facts = { text: { layers, heads } } as unknown as ModelFacts;

/** An answer of three tokens, the last of them the end token. */
export const replay: Replay = (() => {
	let region = 0;
	const tokens: SequenceToken[] = segments.map((segment, position) => ({
		position,
		id: position,
		text: `t${position}`,
		segment,
		...(segment === "image" ? { image: { index: 0, region: region++ } } : {}),
	}));
	const cell = { x: 0, y: 0, width: 1, height: 1 };
	const answer = [0, 1, 2].map((index) => ({
		index,
		id: index,
		text: `a${index}`,
		logProbability: -1,
		sampledProbability: 1,
		alternatives: [],
		isEnd: index === 2,
	}));
	const layout = {
		imageWidth: 2,
		imageHeight: 2,
		visible: { ...cell, width: 2, height: 2 },
		regions: [cell, cell, cell, cell],
	};
	return { facts, sequence: { tokens, promptLength }, tokens: answer, layouts: [layout], rows };
})();

/** Runs a program on the toy attention with the reference evaluator, as a session would. */
export function runOnToy(write: (handles: ModelHandles) => ExplainerProgram, on: Replay = replay): ResultBody {
	const graph = new Graph("toy");
	const outer = new GraphBuilder(graph);
	const feeds: Record<string, Tensor> = {};
	const attention = attentionOf.map((layer, index) => {
		const flat = Float64Array.from(layer.flat(2));
		feeds[`attention.${index}`] = tensor("float64", [1, heads, rows, rows], flat);
		return outer.input(`attention.${index}`, "float32", [1, heads, "sequence_length", "sequence_length"]);
	});
	const hidden = outer.input("hidden", "float32", [1, "sequence_length", width]);
	feeds.hidden = tensor("float64", [1, rows, width], Float64Array.from(hiddenOf.flat()));
	const hiddenStates = Array.from({ length: layers + 1 }, () => hidden);
	const handles = {
		facts,
		decoder: {
			builder: outer.scope("explain"),
			layers: attention.map((value) => ({ attention: value })),
			hiddenStates,
		},
	} as unknown as ModelHandles;
	const program = write(handles);
	for (const [name, value] of Object.entries(program.outputs)) outer.output(name, value);
	const own = program.feeds(on, {}) as Rows; // These programs run once.
	const results = evaluateModel(graph, { ...feeds, ...own }, { precision: "float32" });
	return program.result(results, on);
}
