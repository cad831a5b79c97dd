import { type Backend, LvlmError, type Session, type Tensor } from "@lvlm-interpret/core";
import { decodeModel } from "@lvlm-interpret/graph";
import { evaluateModel } from "@lvlm-interpret/graph/reference";
import { describe, expect, it } from "vitest";
import { isFusedAttentionRight, withoutFusedAttention } from "./fused-attention.js";
import { trialFeeds, trialGraph } from "./trial-graph.js";

/** A backend on the reference evaluator; `distort` stands for a kernel that is wrong. */
function backendWith(distort: (mixed: Float32Array, isFused: boolean) => Float32Array) {
	const open = new Set<Session>();
	const backend = {
		async createSession(source: Parameters<Backend["createSession"]>[0]) {
			const model = decodeModel(source.encode((file) => file));
			const isFused = [...model.graph.nodes].some((node) => node.opType === "GroupQueryAttention");
			const session = {
				async run(feeds: Record<string, Tensor>) {
					const { mixed } = evaluateModel(model, feeds, { outputs: ["mixed"], precision: "float32" });
					return { mixed: { ...mixed, data: distort(mixed?.data as Float32Array, isFused) } };
				},
				async dispose() {
					open.delete(session as unknown as Session);
				},
			};
			open.add(session as unknown as Session);
			return session as unknown as Session;
		},
	} as unknown as Backend;
	return { backend, open };
}

describe("isFusedAttentionRight", () => {
	it("trusts a kernel that computes attention", async () => {
		const { backend, open } = backendWith((mixed) => mixed);
		expect(await isFusedAttentionRight(backend)).toBe(true);
		expect(open.size).toBe(0);
	});

	it("finds a kernel that is wrong in its later rows only", async () => {
		const wrongFromRow5 = (mixed: Float32Array, isFused: boolean) =>
			isFused ? mixed.map((value, index) => (index >= 4 * 64 ? value * 0.9 : value)) : mixed;
		const { backend, open } = backendWith(wrongFromRow5);
		expect(await isFusedAttentionRight(backend)).toBe(false);
		expect(open.size).toBe(0);
	});

	it("does not trust NaN, or a kernel that fails", async () => {
		expect(
			await isFusedAttentionRight(backendWith((mixed, isFused) => (isFused ? mixed.fill(Number.NaN) : mixed)).backend),
		).toBe(false);
		const failing = backendWith((mixed, isFused) => {
			if (isFused) throw new LvlmError("session-failed", "no kernel", { backend: "test", session: "trial" });
			return mixed;
		});
		expect(await isFusedAttentionRight(failing.backend)).toBe(false);
		expect(failing.open.size).toBe(0);
	});

	it("passes on what makes plain operators fail", async () => {
		const { backend } = backendWith(() => {
			throw new LvlmError("session-failed", "no device", { backend: "test", session: "trial" });
		});
		await expect(isFusedAttentionRight(backend)).rejects.toThrowError("no device");
	});
});

describe("withoutFusedAttention", () => {
	it("keeps the graph's inputs, outputs and numbers", () => {
		const fused = trialGraph();
		const plain = withoutFusedAttention(fused);
		const names = (values: readonly { name: string }[]) => values.map((value) => value.name);
		expect(names(plain.graph.inputs)).toEqual(names(fused.graph.inputs));
		expect(names(plain.graph.outputs)).toEqual(names(fused.graph.outputs));
		// All that stays fused is the rotation of queries and keys.
		const special = [...plain.graph.nodes].filter((node) => node.domain !== "").map((node) => node.opType);
		expect(new Set(special)).toEqual(new Set(["RotaryEmbedding"]));
		const [one, other] = [evaluateModel(fused, trialFeeds()), evaluateModel(plain, trialFeeds())];
		for (const [name, value] of Object.entries(one)) {
			value.data.forEach((expected, index) => {
				expect(Math.abs(Number(other[name]?.data[index]) - Number(expected))).toBeLessThan(1e-6);
			});
		}
	});
});
