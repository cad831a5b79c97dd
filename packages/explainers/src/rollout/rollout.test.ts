import { resolveOptions } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { attentionOf, heads, layers, rows, runOnToy } from "../test-data/toy-attention.js";
import { rollout } from "./rollout.js";

/** Abnar & Zuidema's product of whole matrices, lowest layer first: R = A'[L-1] · … · A'[0]. */
function denseRollout(chosen: readonly number[], residual: number): number[][] {
	const identity: number[][] = Array.from({ length: rows }, (_, i) =>
		Array.from({ length: rows }, (_, j) => (i === j ? 1 : 0)),
	);
	return chosen.reduce((product, layer) => {
		const mixed = identity.map((row, i) =>
			row.map((one, j) => {
				let mean = 0;
				for (let head = 0; head < heads; head++) mean += (attentionOf[layer]?.[head]?.[i]?.[j] as number) / heads;
				return residual * one + (1 - residual) * mean;
			}),
		);
		return mixed.map((row) =>
			identity.map((_, j) => row.reduce((sum, one, k) => sum + one * (product[k]?.[j] as number), 0)),
		);
	}, identity);
}

function rolled(options: { tokens?: "all" | number[]; layers?: "all" | number[]; residual?: number }) {
	const settings = resolveOptions("rollout", rollout().options, options);
	return runOnToy((handles) => rollout().program(handles, settings));
}

describe("rollout", () => {
	it.each([
		["the paper's residual share", "all", 0.5],
		["another share", "all", 0.1],
		["some layers, in any order", [2, 0], 0.5],
	] as const)("equals the product of whole matrices: %s", (_, chosen, residual) => {
		const body = rolled({ layers: chosen === "all" ? chosen : [...chosen], residual });
		const dense = denseRollout(chosen === "all" ? [0, 1, 2] : [0, 2], residual);
		const map = body.tensors.rollout;
		expect(map?.tensor.shape).toEqual([2, rows]);
		[9, 10].forEach((query, token) => {
			for (let key = 0; key < rows; key++) {
				const actual = map?.tensor.data[token * rows + key] as number;
				expect(Math.abs(actual - (dense[query]?.[key] as number))).toBeLessThan(1e-6);
			}
		});
	});

	it("with the whole residual stays where it is; its rows always sum to 1", () => {
		const stays = rolled({ residual: 1, tokens: [1] });
		const row = Array.from(stays.tensors.rollout?.tensor.data ?? []);
		expect(row.indexOf(1)).toBe(10);
		expect(stays.signals.rolloutSumError).toBe(0);
		expect(rolled({}).signals.rolloutSumError).toBeLessThan(1e-6);
	});

	it("refuses a layer that does not exist", () => {
		expect(() => rolled({ layers: [layers] })).toThrowError(/layers 0 to 2/);
	});
});
