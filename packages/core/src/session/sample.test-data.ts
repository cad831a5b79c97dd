import type { CausalGraphs } from "../causal-graph.js";
import type { Generation } from "../generation.js";
import type { Result } from "../result.js";
import { tensor } from "../tensor.js";
import { type SessionExtra, type SessionFile, sessionOf } from "./session-file.js";

/** A PNG of one red pixel. */
export const onePixelPng: Uint8Array = Uint8Array.from(
	atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"),
	(character) => character.charCodeAt(0),
);

const tokens = [
	{
		index: 0,
		id: 7,
		text: "red — \uFFFD",
		logProbability: -0.25,
		sampledProbability: 1,
		alternatives: [
			{ id: 7, text: "red", logProbability: -0.25 },
			{ id: 9, text: "blue", logProbability: Number.NEGATIVE_INFINITY },
		],
		isEnd: false,
	},
	{ index: 1, id: 2, text: "</s>", logProbability: -0.01, sampledProbability: 1, alternatives: [], isEnd: true },
] as const;

export const generation: Generation = {
	text: "red — \uFFFD",
	tokens,
	stopReason: "end-token",
	sequence: {
		promptLength: 4,
		tokens: [
			{ position: 0, id: 1, text: "<s>", segment: "template" },
			{ position: 1, id: 5, text: "<image>", segment: "image", image: { index: 0, region: 0 } },
			{ position: 2, id: 5, text: "<image>", segment: "image", image: { index: 0, region: 1 } },
			{ position: 3, id: 11, text: "colour?", segment: "question" },
			{ position: 4, id: 7, text: "red", segment: "answer" },
			{ position: 5, id: 2, text: "</s>", segment: "answer" },
		],
	},
	layouts: [
		{
			imageWidth: 1,
			imageHeight: 1,
			visible: { x: 0, y: 0, width: 1, height: 1 },
			regions: [{ x: -0.5, y: 0, width: 1, height: 1 }, null],
			grid: { rows: 1, columns: 1 },
		},
	],
	image: { width: 1, height: 1, data: new Uint8Array([255, 0, 0]) },
	messages: [{ role: "user", text: "Which colour?" }],
	sampling: { temperature: 0.7, topK: 0, topP: 0.9, seed: 4_294_967_295 },
	timings: { encodeMs: 1.5, prefillMs: 2, decodeMs: 3 },
	explain: () => Promise.reject(new Error("not used")),
};

const causal: CausalGraphs = {
	target: { token: 0, text: "red", id: 2 },
	nodes: [
		{ id: 0, position: 1, what: "image", region: 0, label: "row 1, column 1" },
		{ id: 1, position: 2, what: "image", region: 1, label: "row 1, column 2" },
		{ id: 2, position: 3, what: "text", label: "colour?" },
	],
	heads: [
		{
			layer: 3,
			head: 1,
			importance: 0.5,
			nodes: [0, 1, 2],
			edges: [{ from: 0, to: 2, markAtFrom: "circle", markAtTo: "arrow" }],
			separations: [{ pair: [1, 2], by: [] }],
			tree: { id: 2, children: [{ id: 0, children: [] }] },
			explanations: [
				{
					radius: 1,
					within: [0],
					isComplete: true,
					explanations: [
						{
							nodes: [0],
							checks: [
								{
									removal: "mean",
									predicted: { id: 9, text: "blue" },
									logProbability: -2,
									dropNats: 1.75,
									changed: true,
								},
							],
						},
					],
				},
			],
			weights: [{ id: 0, weight: 0.875 }],
			testsBySize: [3, 1],
		},
	],
	aggregate: [{ id: 0, weight: 0.4375 }],
};

export const results: readonly Result[] = [
	{
		kind: "attention-map",
		method: "attention",
		options: { layers: "all", tokens: [0, 1], view: "answer-image", note: null },
		tensors: {
			rows: {
				tensor: tensor("float32", [2, 3], new Float32Array([0.1, 0.2, Number.NaN, 0.4, 0.5, 1e-30]), ["token", "key"]),
				axes: [
					{ name: "token", index: [0, 1], labels: ["red", "</s>"] },
					{ name: "key", index: [0, 1, 2] },
				],
				unit: "attention mass",
				signed: false,
				range: [0, 1],
				description: "Mean over heads of layer 3.",
			},
			empty: {
				tensor: tensor("float32", [0, 3], new Float32Array(0), ["token", "region"]),
				axes: [
					{ name: "token", index: [] },
					{ name: "region", index: [0, 1, 2] },
				],
				unit: "nats",
				signed: true,
				range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
				description: "Nothing.",
			},
		},
		absent: { "image-answer": "masked: the image comes before the answer" },
		signals: { rowSumError: 2e-7, worst: Number.NaN },
		provenance: {
			model: "tiny",
			modelFingerprint: "ab12",
			backend: "onnx",
			device: "cpu",
			dtype: "float32",
			toolVersion: "0.0.0",
			compileMs: 0,
			runMs: 4.5,
			outputBytes: 24,
		},
	},
	{
		kind: "causal-graph",
		method: "causal",
		options: {},
		tensors: {},
		data: causal,
		partial: "1 of 2 heads",
		sinks: {
			mode: "hide",
			threshold: 20,
			channels: [3, 7],
			layers: [2],
			candidates: [{ position: 1, text: "<image>", region: 0, strength: 31.5, layer: 2 }],
		},
		signals: {},
		provenance: {
			model: "tiny",
			modelFingerprint: "ab12",
			backend: "onnx",
			device: "cpu",
			dtype: "float32",
			toolVersion: "0.0.0",
			compileMs: 1,
			runMs: 2,
			outputBytes: 8,
		},
	},
];

export const extra: SessionExtra = {
	toolVersion: "0.0.0",
	model: { id: "tiny", modelType: "llava", fingerprint: "ab12" },
	run: { backend: "onnx", device: "cpu", precision: "float32" },
	image: onePixelPng,
	// One layer, two heads, the rows of positions 3 and 4; the second head's first row is not there.
	attention: {
		values: tensor(
			"uint8",
			[1, 2, 2, 5],
			Uint8Array.from({ length: 20 }, (_, at) => 10 * at),
			["layer", "head", "query", "key"],
		),
		scales: tensor("float32", [1, 2, 2], new Float32Array([0.5, 1, Number.NaN, 0.25])),
		queries: [3, 4],
	},
	selection: { result: 0, tokens: [1], layer: 3 },
	notes: "Looks left.",
};

export const session: SessionFile = sessionOf(generation, results, extra);
