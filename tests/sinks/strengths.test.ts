import { readFileSync } from "node:fs";
import { resolveOptions } from "@lvlm-interpret/core";
import { attention, readSinks, writeSinks } from "@lvlm-interpret/explainers";
import { afterAll, expect, it } from "vitest";
import { backend, openCase } from "../removal/removal-case.js";

const reference = JSON.parse(readFileSync(new URL("../../fixtures/sinks/strengths.json", import.meta.url), "utf8")) as {
	question: number;
	channels: number[];
	strength: number[];
	layer: number[];
};

afterAll(() => backend.dispose());

it("strengths of sinks on the embedded model are PyTorch's within 1e-4", async () => {
	const { question } = reference;
	const pixels = ["embedded", `${question}.pixel_values`] as const;
	const one = await openCase(`embedded.${question}`, "models/shapes-llava", pixels);
	const options = resolveOptions("attention", attention().options, { sinkThreshold: 1 });
	const handles = one.open();
	const rows = await one.runs({ sinks: { handles, outputs: writeSinks(handles, options).outputs } }).run("sinks", {});
	const { channels, candidates } = readSinks(rows, one.replay, options);
	expect(channels).toEqual(reference.channels);
	expect(candidates.map(({ position }) => position)).toEqual(
		reference.strength.flatMap((strength, position) => (strength > 1 ? [position] : [])),
	);
	expect(candidates.length).toBeGreaterThan(10);
	const worst = Math.max(
		...candidates.map(({ position, strength }) => Math.abs(strength - (reference.strength[position] as number))),
	);
	expect(worst).toBeLessThan(1e-4);
	expect(candidates.map(({ layer }) => layer)).toEqual(candidates.map(({ position }) => reference.layer[position]));
});
