// A session of the shape of LLaVA-1.5-7B, without the model: 32 layers x 32 heads, 24 x 24 patches, 32 answer tokens, 740 positions.
//   node apps/demo/scripts/synthetic-session.mjs out/seven-b.lvlm      after `pnpm build`
//
// Every number comes from one seeded generator. Attention rows are smooth bumps over the picture plus a sink at position 0, so that
// galleries and matrices have something to draw.
import { writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";

const root = new URL("../../../", import.meta.url);
const from = (file) => import(new URL(`packages/core/dist/${file}.js`, root));
const [{ tensor }, { encodeSession, sessionOf }] = await Promise.all([from("index"), from("session")]);

/** Mulberry32: the same numbers everywhere. */
function random(seed) {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let one = Math.imul(state ^ (state >>> 15), 1 | state);
		one = (one + Math.imul(one ^ (one >>> 7), 61 | one)) ^ one;
		return ((one ^ (one >>> 14)) >>> 0) / 2 ** 32;
	};
}

const shape = { layers: 32, heads: 32, rows: 24, columns: 24, tokens: 32, positions: 740 };
const { layers, heads, rows, columns, tokens: count, positions } = shape;
const patches = rows * columns;
const promptLength = positions - count;
const imageStart = 35;
const draw = random(7);

/** One row of attention over the keys up to a position, which sums to 1. */
function attentionRow(query) {
	const row = new Float32Array(positions);
	const [x, y, width] = [draw() * columns, draw() * rows, 1 + 5 * draw()];
	let sum = 0;
	for (let key = 0; key <= query; key++) {
		const patch = key - imageStart;
		const isPatch = patch >= 0 && patch < patches;
		const distance = isPatch ? ((patch % columns) - x) ** 2 + (Math.floor(patch / columns) - y) ** 2 : 0;
		row[key] = isPatch ? Math.exp(-distance / width ** 2) + 0.01 * draw() : key === 0 ? 8 : 0.2 * draw();
		sum += row[key];
	}
	return row.map((value) => value / sum);
}

function storedRows() {
	const values = new Uint8Array(layers * heads * count * positions);
	const scales = new Float32Array(layers * heads * count);
	for (let one = 0; one < scales.length; one++) {
		const row = attentionRow(promptLength - 1 + (one % count));
		const largest = row.reduce((a, b) => Math.max(a, b), 0);
		scales[one] = largest;
		for (let key = 0; key < positions; key++) values[one * positions + key] = Math.round((255 * row[key]) / largest);
	}
	// Row t predicts token t; the last position predicts nothing.
	const queries = Array.from({ length: count }, (_, index) => promptLength - 1 + index);
	const axes = ["layer", "head", "query", "key"];
	return {
		values: tensor("uint8", [layers, heads, count, positions], values, axes),
		scales: tensor("float32", [layers, heads, count], scales),
		queries,
	};
}

/** A PNG of colour gradients. */
function png(size) {
	const raw = Buffer.alloc(size * (1 + 3 * size));
	for (let y = 0; y < size; y++) {
		for (let x = 0; x < size; x++) {
			const at = y * (1 + 3 * size) + 1 + 3 * x;
			raw[at] = (255 * x) / size;
			raw[at + 1] = (255 * y) / size;
			raw[at + 2] = 128 + 100 * Math.sin(x / 20) * Math.cos(y / 20);
		}
	}
	const table = Array.from({ length: 256 }, (_, n) => {
		let c = n;
		for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
		return c >>> 0;
	});
	const crc = (bytes) =>
		(bytes.reduce((c, byte) => table[(c ^ byte) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
	const chunk = (type, data) => {
		const body = Buffer.concat([Buffer.from(type), data]);
		const out = Buffer.alloc(8 + body.length);
		out.writeUInt32BE(data.length, 0);
		body.copy(out, 4);
		out.writeUInt32BE(crc(body), 4 + body.length);
		return out;
	};
	const header = Buffer.alloc(13);
	header.writeUInt32BE(size, 0);
	header.writeUInt32BE(size, 4);
	header.set([8, 2, 0, 0, 0], 8);
	const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	return new Uint8Array(
		Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(raw)), chunk("IEND", Buffer.alloc(0))]),
	);
}

const axis = (name, index) => ({ name, index });
const range = (length, start = 0) => Array.from({ length }, (_, index) => start + index);
const words = "The picture shows a colour wheel that goes from blue to red and from dark to light .".split(" ");
const text = (index) => ` ${words[index % words.length]}`;
const segmentOf = (position) =>
	position < imageStart
		? "system"
		: position < imageStart + patches
			? "image"
			: position < promptLength
				? "question"
				: "answer";
const sequence = {
	promptLength,
	tokens: range(positions).map((position) => {
		const segment = segmentOf(position);
		const image = segment === "image" ? { image: { index: 0, region: position - imageStart } } : {};
		const word = segment === "image" ? "<image>" : text(position);
		return { position, id: 100 + (position % 1000), text: word, segment, ...image };
	}),
};
const edge = 336 / columns;
const layout = {
	imageWidth: 336,
	imageHeight: 336,
	visible: { x: 0, y: 0, width: 336, height: 336 },
	regions: range(patches).map((patch) => ({
		x: (patch % columns) * edge,
		y: Math.floor(patch / columns) * edge,
		width: edge,
		height: edge,
	})),
	grid: { rows, columns },
};
const generation = {
	text: range(count).map(text).join(""),
	tokens: range(count).map((index) => ({
		index,
		id: sequence.tokens[promptLength + index].id,
		text: sequence.tokens[promptLength + index].text,
		logProbability: -2 * draw() ** 3,
		sampledProbability: 1,
		alternatives: range(5).map((one) => ({ id: 2000 + one, text: ` other${one}`, logProbability: -1 - one })),
		isEnd: false,
	})),
	stopReason: "max-tokens",
	sequence,
	layouts: [layout],
	messages: [{ role: "user", text: "What does the picture show?" }],
	sampling: { temperature: 0, topK: 0, topP: 1, seed: 0 },
	timings: { encodeMs: 0, prefillMs: 0, decodeMs: 0 },
};
const provenance = {
	model: "synthetic-7b",
	modelFingerprint: "0".repeat(64),
	backend: "none",
	device: "none",
	dtype: "float32",
	toolVersion: "0.0.0",
	compileMs: 0,
	runMs: 0,
	outputBytes: 0,
};
const floats = (sizes, value) =>
	tensor("float32", sizes, Float32Array.from({ length: sizes.reduce((a, b) => a * b, 1) }, value));
const results = [
	{
		kind: "layer-head-matrix",
		method: "layer-head-matrix",
		options: { tokens: range(count) },
		tensors: {
			matrix: {
				tensor: floats([1, layers, heads], () => draw() ** 2),
				axes: [
					{ ...axis("aggregation", [0]), labels: ["answer-image"] },
					axis("layer", range(layers)),
					axis("head", range(heads)),
				],
				unit: "attention mass",
				signed: false,
				range: [0, 1],
				description: "synthetic",
			},
		},
		signals: {},
		provenance,
	},
	{
		kind: "position-map",
		method: "relevancy",
		options: { map: "llama", mode: "hybrid", seed: "logit" },
		tensors: {
			image: {
				tensor: floats([count, patches], () => draw() ** 6),
				axes: [axis("token", range(count)), axis("region", range(patches))],
				unit: "relevance share",
				signed: false,
				range: [0, 1],
				description: "synthetic",
			},
			relevance: {
				tensor: floats([count, positions - 1], () => draw() ** 6),
				axes: [axis("token", range(count)), axis("key", range(positions - 1))],
				unit: "relevance share",
				signed: false,
				range: [0, 1],
				description: "synthetic",
			},
		},
		signals: {},
		provenance,
	},
];

const out = process.argv[2] ?? "out/seven-b.lvlm";
const bytes = encodeSession(
	sessionOf(generation, results, {
		toolVersion: "0.0.0",
		model: { id: "synthetic-7b", modelType: "llava", fingerprint: "0".repeat(64) },
		run: { backend: "none", device: "none", precision: "float32" },
		image: png(336),
		attention: storedRows(),
	}),
);
writeFileSync(out, bytes);
console.log(`${out}: ${bytes.length} bytes`);
