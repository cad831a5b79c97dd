import { type ModelFacts, type Result, type SequenceToken, type Tensor, tensor } from "@lvlm-interpret/core";
import type { ProgramRuns, Replay, Rows } from "@lvlm-interpret/graph";
import { describe, expect, it } from "vitest";
import { driveFaithfulness } from "./faithfulness.js";
import type { FaithfulnessOptions } from "./options.js";
import { type RankedMap, rankedMap } from "./ranked-map.js";

const count = 40;
const decisive = 17;
const [high, low] = [-0.25, -6.25];

/** BOS, 40 image tokens, a word, a template token; one answer token. */
const replay: Replay = (() => {
	const segments = ["template", ...Array.from({ length: count }, () => "image"), "question", "template", "answer"];
	const tokens = segments.map((segment, position) => ({
		position,
		id: position,
		text: `t${position}`,
		segment,
		...(segment === "image" ? { image: { index: 0, region: position - 1 } } : {}),
	})) as SequenceToken[];
	const rect = { x: 0, y: 0, width: 1, height: 1 };
	return {
		facts: { text: { padTokenId: 0 } } as unknown as ModelFacts,
		sequence: { tokens, promptLength: tokens.length - 1 },
		tokens: [
			{ index: 0, id: 7, text: " red", logProbability: high, sampledProbability: 1, alternatives: [], isEnd: false },
		],
		layouts: [{ imageWidth: 1, imageHeight: 1, visible: rect, regions: Array.from({ length: count }, () => rect) }],
		rows: tokens.length - 1,
	};
})();

/** A model in closed form: what each set of present image tokens gives. */
function runsOf(model: (present: (place: number) => boolean) => number, stopAfter = Number.POSITIVE_INFINITY) {
	const steps: (readonly [number, number | undefined])[] = [];
	let replays = 0;
	const runs: ProgramRuns = {
		signal: undefined,
		progress: (done, total) => steps.push([done, total]),
		async run(_, feeds): Promise<Rows> {
			const { removed } = feeds as { removed: Tensor<"bool"> };
			const [sets, rows] = removed.shape as [number, number];
			replays += sets;
			if (replays > stopAfter) throw new DOMException("stopped", "AbortError");
			const values = Array.from({ length: sets }, (_, set) =>
				model((place) => removed.data[set * rows + place + 1] === 0),
			);
			return {
				predicted: tensor("int64", [sets, 1], new BigInt64Array(sets)),
				log_probability: tensor("float32", [sets, 1], Float32Array.from(values)),
			};
		},
	};
	return { runs, steps };
}

const onePatch = (present: (place: number) => boolean) => (present(decisive) ? high : low);
const defaults: FaithfulnessOptions = {
	tokens: "all",
	places: "image",
	removal: "mean",
	steps: 10,
	rankings: 5,
	seed: 0,
	batchSize: 8,
};

function mapOf(values: readonly number[]): RankedMap {
	const index = values.map((_, place) => place);
	return { method: "toy", tensor: "image", reduction: "one row as it is", tokens: [0], what: "region", index, values };
}

async function measured(values: readonly number[], options: Partial<FaithfulnessOptions> = {}, model = onePatch) {
	const { runs, steps } = runsOf(model);
	const body = await driveFaithfulness(runs, replay, { ...defaults, ...options }, mapOf(values));
	return { ...body, data: body.data as NonNullable<typeof body.data>, steps };
}

const ramp = Array.from({ length: count }, (_, place) => place / count);
const knowing = ramp.map((value, place) => (place === decisive ? 2 : value));
const wrong = ramp.map((value, place) => (place === decisive ? -2 : value));

describe("a model in which one patch decides", () => {
	it("has the expected curves for a map that knows the patch", async () => {
		// With seed 1 no random ranking has the patch in its top.
		const { data, tensors, partial } = await measured(knowing, { seed: 1 });
		expect(partial).toBeUndefined();
		expect([data.full, data.none, data.dropNats]).toEqual([high, low, high - low]);
		const [deletion, insertion] = data.curves as [(typeof data.curves)[0], (typeof data.curves)[0]];
		expect(deletion.points.map((one) => one.removed)).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40]);
		expect(deletion.points.map((one) => one.logProbability)).toEqual([high, ...Array(10).fill(low)]);
		expect(insertion.points.map((one) => one.logProbability)).toEqual([...Array(10).fill(high), low]);
		// Trapezoids: one tenth of the way each curve is between both.
		const half = (high + low) / 2;
		expect(data.areas?.deletion).toBeCloseTo(0.1 * half + 0.9 * low, 12);
		expect(data.areas?.insertion).toBeCloseTo(0.9 * high + 0.1 * half, 12);
		expect(data.areas?.between).toBeCloseTo(0.9 * (high - low), 12);
		expect(data.top).toEqual({ places: 4, dropNats: 6, gainNats: 6 });
		expect(data.replays).toBe(2 + 6 * 2 * 9);
		expect(tensors.curves?.tensor.shape).toEqual([12, 11]);
		expect(data.verdict).toMatch(/^Without the image, the log-probability of “red” falls by 6\.00 nats\. /);
		expect(data.verdict).toContain("(4 of 40) it falls by 6.00 nats, 100 % of that");
		expect(data.verdict).toContain("better than all 5 of them");
	});

	it("turns the curves round for a map that ranks the patch last", async () => {
		const { data } = await measured(wrong);
		expect(data.areas?.between).toBeCloseTo(-0.9 * (high - low), 12);
		expect(data.top).toEqual({ places: 4, dropNats: 0, gainNats: 0 });
		expect(data.verdict).toContain("worse than all 5 of them");
	});

	it("gives random rankings an area of 0 within its interval", async () => {
		const { data } = await measured(knowing, { rankings: 400 });
		const spread = data.random.between as { mean: number; deviation: number };
		expect(spread.deviation).toBeGreaterThan(1);
		expect(Math.abs(spread.mean)).toBeLessThan((3 * spread.deviation) / Math.sqrt(400));
	});

	it("knows when the answer does not depend on the image", async () => {
		const { data } = await measured(knowing, {}, (present) => (present(decisive) ? -0.25 : -0.5));
		expect(data.isDependent).toBe(false);
		expect(data.verdict).toBe(
			"The answer “red” does not depend on the image: without the image, the log-probability of “red” falls by 0.25 nats, less than 0.5. No ranking of it means anything here.",
		);
	});
});

describe("the order of a map", () => {
	const uneven = (present: (place: number) => boolean) =>
		-0.1 *
		Array.from({ length: count }, (_, place) => (present(place) ? 0 : ((7 * place) % 11) + 1)).reduce((a, b) => a + b);

	it("is all that counts: monotone transforms change nothing", async () => {
		const values = ramp.map((value, place) => value + ((13 * place) % 7));
		const plain = await measured(values, {}, uneven);
		for (const transform of [(x: number) => 5 * x - 100, (x: number) => Math.exp(x), (x: number) => x ** 3]) {
			expect((await measured(values.map(transform), {}, uneven)).data.curves).toEqual(plain.data.curves);
		}
		expect(
			(
				await measured(
					values.map((x) => -x),
					{},
					uneven,
				)
			).data.areas,
		).not.toEqual(plain.data.areas);
	});

	it("is drawn by the seed where values are equal, and that is said", async () => {
		const even = ramp.map(() => 1);
		const [a, again, b] = [
			await measured(even, { seed: 1 }, uneven),
			await measured(even, { seed: 1 }, uneven),
			await measured(even, { seed: 2 }, uneven),
		];
		expect(again.data.curves).toEqual(a.data.curves);
		expect(b.data.curves[0]).not.toEqual(a.data.curves[0]);
		expect(a.data.tied).toBe(count);
		expect(a.cautions).toEqual(["40 of 40 places share their value with another: their order is drawn by the seed 1."]);
		expect((await measured(knowing)).cautions).toBeUndefined();
	});
});

describe("an aborted run", () => {
	it("keeps the curves that came, and says how far it was", async () => {
		// Two ends, the map's 18 replays, and 6 of the first random ranking.
		const { runs, steps } = runsOf(onePatch, 2 + 24);
		const body = await driveFaithfulness(runs, replay, defaults, mapOf(knowing));
		expect(body.partial).toBe("26 of 110 replays");
		expect(body.data?.areas?.between).toBeCloseTo(5.4, 12);
		expect(body.data?.random.areas).toEqual([]);
		expect(body.data?.curves[2]?.points.length).toBeGreaterThan(2);
		expect(body.tensors.curves?.tensor.shape).toEqual([2, 11]);
		expect(steps.at(-1)).toEqual([26, 110]);
	});

	it("has nothing to show before the first change was measured", async () => {
		const { runs } = runsOf(onePatch, 1);
		await expect(driveFaithfulness(runs, replay, defaults, mapOf(knowing))).rejects.toThrow("stopped");
	});
});

describe("rankedMap", () => {
	const result = {
		kind: "attention-map",
		method: "attention",
		tensors: {
			attention: {
				tensor: tensor("float32", [2, 2, 3], Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)),
				axes: [
					{ name: "layer", index: [4, 5] },
					{ name: "token", index: [1, 3] },
					{ name: "region", index: [0, 1, 2] },
				],
			},
		},
	} as unknown as Result;

	it("averages layers and tokens, all or those that are asked for", () => {
		expect(rankedMap(result)).toMatchObject({
			values: [5.5, 6.5, 7.5],
			tokens: [1, 3],
			reduction: "mean over 2 layers and 2 tokens",
			options: result.options,
		});
		expect(rankedMap(result, { tokens: [3], layers: [5] })).toMatchObject({ values: [10, 11, 12], tokens: [3] });
	});

	it("refuses what is not there", () => {
		expect(() => rankedMap(result, { tokens: [2] })).toThrow("no token 2");
		expect(() => rankedMap(result, { tensor: "words" })).toThrow('called "words"');
	});

	it("reads the weights of a causal graph; what is no node ranks last", async () => {
		const nodes = [3, 18, 42].map((position, id) => ({ id, position, what: "image", label: "" }));
		const aggregate = [
			{ id: 1, weight: 0.9 },
			{ id: 0, weight: 0.2 },
		];
		const graph = {
			kind: "causal-graph",
			method: "causal",
			data: { target: { token: 0, id: 2 }, nodes, aggregate, heads: [] },
		};
		const map = rankedMap(graph as unknown as Result);
		expect(map).toMatchObject({ what: "key", index: [3, 18], values: [0.2, 0.9], tokens: [0] });
		const { runs } = runsOf(onePatch);
		const { data, cautions } = await driveFaithfulness(runs, replay, defaults, map);
		expect(data?.top?.dropNats).toBe(6);
		expect(cautions?.at(-1)).toBe("The map says nothing of 38 of 40 places: they rank last.");
	});
});
