import type { Result, Sinks } from "@lvlm-interpret/core";
import type { JSX } from "react";
import { describe, expect, it } from "vitest";
import { description, planted } from "../fixtures/index.js";
import { ContrastPanel, ModalityPanel, RelevanceGalleryPanel, RelevancePanel } from "../src/charts.js";
import { CompareBoard } from "../src/evaluate.js";
import { SinkMask } from "../src/index.js";
import { runOf } from "../stories/compare/runs.js";
import { namedSinks } from "../stories/image/named-sinks.js";
import { testRoot } from "./test-root.js";

// Defects of the original (docs/defects.md) that only a drawn view shows.

const place = testRoot();

/** Captions and cautions of a view, once its code has come. */
async function said(view: JSX.Element): Promise<() => string> {
	place.root.render(view);
	await expect.poll(() => place.host.querySelector(".lvlm-pending, .lvlm-caption")).not.toBeNull();
	await expect.poll(() => place.host.querySelector(".lvlm-pending")).toBeNull();
	return () => place.host.textContent ?? "";
}

const { results, sequence, layouts, image } = description;
const shared = { sequence, layouts, image };
const relevancy = (mode: Sinks["mode"]): Result<"position-map"> => ({ ...results.relevancy, sinks: namedSinks(mode) });
const contrast = (mode: Sinks["mode"]): Result => ({ ...planted.results.contrast!, sinks: namedSinks(mode) });
const why = {
	token: 7,
	target: "red",
	foil: "blue",
	sequence: planted.sequence,
	layouts: planted.layouts,
	image: planted.image,
};

const views: Readonly<Record<string, (mode: Sinks["mode"]) => JSX.Element>> = {
	RelevancePanel: (mode) => <RelevancePanel results={[relevancy(mode)]} {...shared} />,
	RelevanceGalleryPanel: (mode) => <RelevanceGalleryPanel result={relevancy(mode)} {...shared} />,
	"ContrastPanel, alone": (mode) => <ContrastPanel contrast={contrast(mode)} {...why} />,
	"ContrastPanel, beside the plain map": (mode) => (
		<ContrastPanel contrast={contrast(mode)} plain={planted.results.relevancy} {...why} />
	),
};

describe.each(Object.entries(views))("L9: %s says which patches are suspected sinks", (_, view) => {
	it("and that they are shown", async () => {
		await expect.poll(await said(view("keep"))).toContain("1 suspected sink, shown as it is: row 3, column 12.");
	});

	it("and that they are left out", async () => {
		await expect.poll(await said(view("hide"))).toContain("1 suspected sink, left out (0 here): row 3, column 12.");
	});
});

it("L9: the dots that lead every word's map are named, also where nobody looked at hidden states", async () => {
	// As in the original's demo: two patches of the background are the brightest of all words.
	const { tensors } = results.relevancy;
	const { tensor, axes } = tensors.wordImage!;
	const data = Float32Array.from(tensor.data);
	const most = data.reduce((a, b) => Math.max(a, b), 0);
	for (let word = 0; word < axes[0]!.index.length; word++)
		for (const cell of [23, 130]) data[144 * word + cell] = 2 * most;
	const dotted = {
		...results.relevancy,
		sinks: undefined,
		tensors: { ...tensors, wordImage: { ...tensors.wordImage!, tensor: { ...tensor, data } } },
	};
	const words = await said(<RelevanceGalleryPanel result={dotted} {...shared} />);
	await expect.poll(words).toMatch(/\d suspected sinks, shown as they are: .*row 2, column 12; row 11, column 11/);
});

it("L9: shares of picture and words say which tokens were left out of them", async () => {
	const words = await said(<ModalityPanel result={relevancy("hide")} sequence={sequence} />);
	await expect
		.poll(words)
		.toContain("2 suspected sinks, left out (0 here): “<s>” at position 0; a patch at position 40.");
});

it("L9: of two runs it is said when one leaves sinks out and the other does not", async () => {
	const [a, b] = [runOf(description, "a", {}, relevancy("keep")), runOf(description, "b", {}, relevancy("hide"))];
	const words = await said(<CompareBoard a={a} b={b} />);
	await expect.poll(words).toContain("they differ in sinks");
	expect(words()).toContain("2 suspected, shown2 suspected, left out");
});

it("L9: where the map was made without sinks, the mask of sinks says so", async () => {
	const { tensor, unit } = results.relevancy.tensors.wordImage!;
	const layout = layouts[0]!;
	const map = { grid: layout.grid, values: tensor.data.subarray(0, 144), unit, layout };
	const words = await said(<SinkMask {...map} result={relevancy("hide")} />);
	await expect.poll(words).toContain("1 of 1 suspected sink shown as it is");
	expect(words()).toContain("The map was made without them: they are 0 in it.");
	expect(words()).toContain("Row 3, column 12: hidden state 24.5 times its root mean square");
});
