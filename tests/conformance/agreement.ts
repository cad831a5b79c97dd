import type { CausalGraphs } from "@lvlm-interpret/core";
import { expect } from "vitest";
import type { LayerTold, Told } from "./embedded.js";

/** Largest |a - b| over all tensors, as a share of the tensor's largest entry. */
function difference(a: Readonly<Record<string, readonly number[]>>, b: typeof a): number {
	expect(Object.keys(b)).toEqual(Object.keys(a));
	let worst = 0;
	for (const [name, values] of Object.entries(a)) {
		const others = b[name] as readonly number[];
		expect(others.length).toBe(values.length);
		const largest = values.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
		expect(largest).toBeGreaterThan(0);
		values.forEach((one, i) => {
			worst = Math.max(worst, Math.abs(one - (others[i] as number)) / largest);
		});
	}
	return worst;
}

/** How close two decisions are that the error of float32 can turn: attention at the edge of a selection, and z at the cut. */
const near = 1e-4;

/** True where two backends took other nodes because the attention that decides is a tie for float32. */
function isTie(row: readonly number[], threshold: number, differing: readonly number[]): boolean {
	const values = differing.map((position) => row[position] as number);
	return (
		Math.max(...values) - Math.min(...values) < near || values.every((value) => Math.abs(value - threshold) < near)
	);
}

interface GraphCounts {
	heads: number;
	tests: number;
	undecidedTests: number;
	/** Heads with such a test, or with other nodes by a tie of attention. */
	undecidedHeads: number;
	ties: number;
}

/** A head's graph from each backend's own rows must be the same, unless a test of it was undecided. */
function compareGraphs(reference: LayerTold, told: LayerTold, counts: GraphCounts): void {
	const positions = ({ nodes, heads }: CausalGraphs, at: number): number[] =>
		(heads[at]?.nodes ?? []).map((id) => nodes[id]?.position as number);
	reference.heads.forEach((head, at) => {
		const own = told.heads[at] as typeof head;
		counts.heads++;
		counts.tests += head.tests;
		counts.undecidedTests += head.near;
		const [a, b] = [positions(reference.data, at), positions(told.data, at)];
		const differing = [...a.filter((one) => !b.includes(one)), ...b.filter((one) => !a.includes(one))];
		if (differing.length > 0) {
			counts.ties++;
			expect(isTie(head.row, reference.threshold, differing), `head ${at} took other nodes: ${differing}`).toBe(true);
		}
		const isDecided = differing.length === 0 && head.near === 0 && own.near === 0;
		if (isDecided) expect(own.graph, `head ${at}`).toEqual(head.graph);
		else counts.undecidedHeads++;
	});
}

/** Tokens and causal graphs must be equal, everything else close; says how close, and how much of the graphs was undecided. */
export function expectAgreement(title: string, reference: Told, told: Told): void {
	expect(told.ids).toEqual(reference.ids);
	// Log-probabilities of the token and its alternatives: differences of logits.
	const logits = told.alternatives.flatMap((own, token) => {
		const others = reference.alternatives[token] ?? [];
		expect(own.map(([id]) => id)).toEqual(others.map(([id]) => id));
		return own.map(([, value], i) => Math.abs(value - (others[i]?.[1] as number)));
	});
	const found: Record<string, number> = {
		"log-probabilities": Math.max(...logits),
		attention: difference(reference.attention, told.attention),
		relevancy: difference(reference.relevancy, told.relevancy),
		...(Object.keys(told.vision).length > 0 && { "vit relevancy": difference(reference.vision, told.vision) }),
	};
	const counts: GraphCounts = { heads: 0, tests: 0, undecidedTests: 0, undecidedHeads: 0, ties: 0 };
	reference.layers.forEach((layer, at) => {
		compareGraphs(layer, told.layers[at] as LayerTold, counts);
	});
	const shown = Object.entries(found).map(([name, value]) => `${name} ${value.toExponential(1)}`);
	console.log(`${title}: ${shown.join(", ")}; causal graphs: ${JSON.stringify(counts)}`);

	// Most heads must be decided, or nothing was compared; and there are edges.
	expect(counts.undecidedHeads).toBeLessThan(counts.heads / 2);
	expect(told.layers[0]?.data.heads.some(({ edges }) => edges.length > 2)).toBe(true);
	// The other backend's rows give the other backend's graphs, to the last bit.
	expect(told.fromGivenRows).toEqual(reference.layers.map(({ data }) => data));
	expect(found["log-probabilities"]).toBeLessThan(1e-3);
	for (const [name, value] of Object.entries(found)) expect(value, name).toBeLessThan(1e-4);
}
