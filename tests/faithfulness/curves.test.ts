import { readFileSync } from "node:fs";
import { type FaithfulnessOptions, faithfulness, type RankedMap } from "@lvlm-interpret/explainers";
import { openHandles } from "@lvlm-interpret/graph";
import { afterAll, describe, expect, it } from "vitest";
import { largestDifference } from "../graphs/onnx-runtime.js";
import { backend, openCase } from "../removal/removal-case.js";

type Removal = FaithfulnessOptions["removal"];
type Reference = Readonly<Record<`${Removal}.${"deletion" | "insertion"}`, readonly number[]>> & {
	readonly question: number;
	readonly token: number;
	readonly map: readonly number[];
	readonly counts: readonly number[];
};
const reference = JSON.parse(
	readFileSync(new URL("../../fixtures/faithfulness/curves.json", import.meta.url), "utf8"),
) as Reference;

afterAll(() => backend.dispose());

const map: RankedMap = {
	method: "made",
	tensor: "map",
	reduction: "one row as it is",
	tokens: [reference.token],
	what: "region",
	index: reference.map.map((_, place) => place),
	values: reference.map,
};

async function measured(removal: Removal, batchSize: number) {
	const name = `embedded.${reference.question}`;
	const one = await openCase(name, "models/shapes-llava", ["embedded", `${reference.question}.pixel_values`]);
	const { parts, facts } = one.checkpoint;
	const handles = openHandles(parts.decoder_model_merged, facts, { visionEncoder: parts.vision_encoder });
	const explainer = faithfulness(map);
	const options = { tokens: "all", places: "image", removal, steps: 10, rankings: 5, seed: 0, batchSize } as const;
	const program = explainer.program(handles, options);
	const { data } = await program.drive(one.runs(program.graphs), one.replay);
	return data as NonNullable<typeof data>;
}

const valuesOf = (curves: Awaited<ReturnType<typeof measured>>["curves"], index: number) =>
	(curves[index]?.points ?? []).map((one) => one.logProbability);

describe.each(["mean", "block", "grey", "blur"] as const)("curves on the embedded model, %s", (removal) => {
	it("are PyTorch's, one removal at a time, within 1e-4; batches change nothing beyond 1e-5", async () => {
		const data = await measured(removal, 8);
		const [deletion, insertion] = data.curves;
		expect([deletion?.order, insertion?.order]).toEqual(["deletion", "insertion"]);
		for (const curve of [deletion, insertion])
			expect(curve?.points.map((one) => one.removed)).toEqual(reference.counts);
		const worst = Math.max(
			largestDifference(valuesOf(data.curves, 0), reference[`${removal}.deletion`]),
			largestDifference(valuesOf(data.curves, 1), reference[`${removal}.insertion`]),
		);
		const alone = await measured(removal, 3);
		const apart = Math.max(
			...data.curves.map((_, index) => largestDifference(valuesOf(data.curves, index), valuesOf(alone.curves, index))),
		);
		console.log(
			`${removal}: differs from PyTorch by ${worst.toExponential(1)}, between batches by ${apart.toExponential(1)}`,
		);
		expect(worst).toBeLessThan(1e-4);
		expect(apart).toBeLessThan(1e-5);
		expect(Math.abs(data.dropNats)).toBeGreaterThan(1);
	});
});
