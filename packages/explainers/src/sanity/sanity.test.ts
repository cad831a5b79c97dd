import { resolveOptions, type SanityChange } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import type { RankedMap } from "../faithfulness/ranked-map.js";
import { conversation } from "../test-data/toy-conversation.js";
import { type SanityOptions, sanityOptions } from "./options.js";
import { regionValues } from "./region-values.js";
import { driveSanity, type SanityLab } from "./sanity.js";

const map: RankedMap = {
	method: "made-up",
	tensor: "image",
	reduction: "one row as it is",
	tokens: [2],
	what: "region",
	index: [0, 1, 2, 3],
	values: [0.1, 0.4, 0.3, 0.2],
};
const blocks = ["head", "decoder layer 1", "decoder layer 0", "projector"];

function run(remake: SanityLab["remake"], given: Partial<SanityOptions> = {}, signal?: AbortSignal) {
	const steps: string[] = [];
	const runs = { signal, progress: (_: number, __: number | undefined, detail?: string) => steps.push(detail ?? "") };
	const options = resolveOptions("sanity", sanityOptions, { seeds: 2, levels: 3, ...given });
	return driveSanity(runs, conversation, options, map, { blocks, remake }).then((body) => ({ body, steps }));
}

/** A map of the model: it turns round as weights go, and has the patches elsewhere in another picture. */
const honest = async (change: SanityChange): Promise<number[]> => {
	if (change.kind === "weights")
		return change.blocks < 2 ? [...map.values] : change.blocks === 2 ? [1, 3, 4, 2] : [4, 1, 2, 3];
	return change.kind === "image" ? [4, 1, 2, 3] : [...map.values];
};

describe("sanity checks", () => {
	it("compare the map made again with itself, after each change, over regions", async () => {
		const { body, steps } = await run(honest);
		const { data } = body;
		expect(data?.identity).toBe(1);
		expect(data?.values).toEqual(map.values);
		// Spearman: of [1, 4, 3, 2] and [4, 1, 2, 3] -1; of [1, 4, 3, 2] and [1, 3, 4, 2] 0.8.
		expect(data?.checks.map(({ id, similarity, isPassed }) => [id, similarity, isPassed])).toEqual([
			["weights", -1, true],
			["image", -1, true],
			["prompt", 1, false],
		]);
		expect(
			data?.cascade.map(({ blocks: count, name, similarity }) => [count, name, Number(similarity.toFixed(6))]),
		).toEqual([
			[0, "nothing", 1],
			[1, "head", 1],
			[2, "decoder layer 1", 0.8],
			[3, "decoder layer 0", -1],
			[4, "projector", -1],
		]);
		expect(data?.checks[0]?.similarities).toEqual([-1, -1]);
		expect(data?.verdict).toBe(
			"The map depends on the model's weights and where things are in the picture. It is not sensitive to the question. With random weights from the top down it is another map from decoder layer 0 on (3 blocks).",
		);
		expect(body.partial).toBeUndefined();
		expect(steps[0]).toBe("nothing changed");
		expect(steps).toContain("random weights down to head");
	});

	it("flag a map that looks at nothing of the model", async () => {
		const { body } = await run(async () => [...map.values]);
		expect(body.data?.checks.map(({ isPassed }) => isPassed)).toEqual([false, false, false]);
		expect(body.data?.verdict).toBe(
			"It is not sensitive to the model's weights, where things are in the picture and the question.",
		);
		expect(body.data?.checks[0]?.verdict).toMatch(/stays much as it was: .* is not what the model has learned/);
	});

	it("say nothing where the map cannot be made again, or has no order", async () => {
		const unsteady = await run(async () => [4, 3, 2, 1]);
		expect(unsteady.body.data?.verdict).toMatch(/^Made again with nothing changed, the map is another one/);
		expect(unsteady.body.cautions?.[0]).toMatch(/another one/);
		const even = await run(async (change) => (change.kind === "image" ? [1, 1, 1, 1] : honest(change)));
		expect(even.body.cautions?.[0]).toMatch(
			/same value everywhere after: shuffled picture, seed 0, shuffled picture, seed 1/,
		);
	});

	it("keep what came when they are stopped, and pass on what fails", async () => {
		const stop = new AbortController();
		let count = 0;
		const { body } = await run(
			async (change) => {
				if (++count === 2) stop.abort();
				return honest(change);
			},
			{},
			stop.signal,
		);
		expect(body.partial).toBe("2 of 9 maps");
		expect(body.data?.checks.map(({ similarity }) => similarity)).toEqual([-1, undefined, undefined]);
		const early = new AbortController();
		early.abort();
		await expect(run(honest, {}, early.signal)).rejects.toHaveProperty("name", "AbortError");
		await expect(run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
	});
});

describe("regionValues", () => {
	it("places joint positions on their regions, and what is not there below all others", () => {
		const keys: RankedMap = { ...map, what: "key", index: [0, 3, 5], values: [9, 0.5, 0.25] };
		expect(regionValues(keys, conversation)).toEqual([-0.75, 0.5, -0.75, 0.25]);
		expect(() => regionValues({ ...keys, index: [0, 1, 7] }, conversation)).toThrow(/nothing of the picture/);
	});
});
