import { isLvlmError, type ResultBody, type Session, tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { fakeSession } from "../bridge/fake-sessions.test-data.js";
import { replayFeeds } from "./replay-feeds.js";
import { SessionCache } from "./session-cache.js";
import { validateResult } from "./validate-result.js";

function disposable(name: string, disposed: string[]): Session {
	const session = fakeSession(name, {}, [], async () => ({}));
	return { ...session, dispose: async () => void disposed.push(name) };
}

describe("SessionCache", () => {
	it("compiles once a key, and disposes what was not used longest", async () => {
		const disposed: string[] = [];
		const compiled: string[] = [];
		const cache = new SessionCache(2);
		const use = (key: string) =>
			cache.use(
				key,
				async () => {
					compiled.push(key);
					return disposable(key, disposed);
				},
				async (session, compileMs) => [session.name, compileMs > 0],
			);
		expect(await use("a")).toEqual(["a", true]);
		expect(await use("a")).toEqual(["a", false]);
		await use("b");
		await use("a");
		await use("c");
		expect([compiled, disposed, cache.size]).toEqual([["a", "b", "c"], ["b"], 2]);
		await cache.dispose();
		expect(disposed.sort()).toEqual(["a", "b", "c"]);
		await expect(use("a")).rejects.toMatchObject({ code: "session-disposed" });
	});

	it("keeps a session while it is used, though it was evicted or the cache disposed", async () => {
		const disposed: string[] = [];
		const cache = new SessionCache(1);
		let release: () => void = () => undefined;
		const held = cache.use(
			"a",
			async () => disposable("a", disposed),
			() => new Promise<void>((resolve) => (release = resolve)),
		);
		await cache.use(
			"b",
			async () => disposable("b", disposed),
			async () => undefined,
		);
		await cache.dispose();
		expect(disposed).toEqual(["b"]);
		release();
		await held;
		expect(disposed).toEqual(["b", "a"]);
	});

	it("shares one compilation and forgets a failed one", async () => {
		const cache = new SessionCache(2);
		let compilations = 0;
		const compile = async (): Promise<Session> => {
			if (++compilations === 1) throw new Error("no");
			return disposable("a", []);
		};
		const both = await Promise.allSettled([1, 2].map(() => cache.use("a", compile, async () => undefined)));
		expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
		await cache.use("a", compile, async () => undefined);
		expect(compilations).toBe(2);
	});
});

describe("replayFeeds", () => {
	it("puts feature rows at image positions and cuts behind the last row", async () => {
		const embed = fakeSession("embed_tokens", { input_ids: "int64" }, ["inputs_embeds"], async (feeds) => {
			const ids = (feeds.input_ids as unknown as { data: BigInt64Array }).data;
			return {
				inputs_embeds: tensor(
					"float32",
					[1, ids.length, 2],
					Float32Array.from([...ids].flatMap((id) => [Number(id), -1])),
				),
			};
		});
		const source = {
			ids: [1, 7, 7, 5, 6],
			imagePositions: [1, 2],
			imageFeatures: tensor("float32", [1, 2, 2], Float32Array.of(10, 11, 20, 21)),
			pixelValues: tensor("float32", [1, 1, 1, 1], Float32Array.of(5)),
		};
		const feeds = await replayFeeds(embed, source, 4);
		expect(feeds.inputs_embeds).toEqual(tensor("float32", [1, 4, 2], Float32Array.of(1, -1, 10, 11, 20, 21, 5, -1)));
		expect(feeds.attention_mask).toEqual(tensor("int64", [1, 4], BigInt64Array.of(1n, 1n, 1n, 1n)));
		expect(feeds.image_positions).toEqual(tensor("int64", [2], BigInt64Array.of(1n, 2n)));
		expect(feeds.pixel_values).toBe(source.pixelValues);
		expect(feeds.pad_embeds).toBeUndefined();
		const padded = await replayFeeds(embed, source, 4, undefined, 3);
		expect(padded.pad_embeds).toEqual(tensor("float32", [1, 1, 2], Float32Array.of(3, -1)));
		expect(padded.inputs_embeds).toEqual(feeds.inputs_embeds);
	});
});

describe("validateResult", () => {
	const body = (values: number[], shape = [values.length]): ResultBody => ({
		kind: "position-map",
		tensors: {
			map: {
				tensor: tensor("float32", shape, Float32Array.from(values)),
				axes: [{ name: "key", index: [0, 1] }],
				unit: "attention mass",
				signed: false,
				range: [0, 1],
				description: "A map.",
			},
		},
		signals: {},
	});
	const codeOf = (work: () => void): string | undefined => {
		try {
			work();
			return undefined;
		} catch (error) {
			return isLvlmError(error) ? error.code : "foreign";
		}
	};

	it("passes what keeps its contract, and names what does not", () => {
		expect(codeOf(() => validateResult("m", "position-map", body([0, 1])))).toBeUndefined();
		expect(codeOf(() => validateResult("m", "attention-map", body([0, 1])))).toBe("invalid-argument");
		const graph = { kind: "causal-graph", tensors: {}, signals: {} } as const;
		expect(
			codeOf(() => validateResult("m", "causal-graph", { ...graph, data: { heads: [1] } as never })),
		).toBeUndefined();
		expect(codeOf(() => validateResult("m", "causal-graph", { ...graph, data: { heads: new Set() } as never }))).toBe(
			"invalid-argument",
		);
		expect(codeOf(() => validateResult("m", "position-map", body([0, 1, 1])))).toBe("shape-mismatch");
		expect(codeOf(() => validateResult("m", "position-map", body([0, Number.NaN])))).toBe("non-finite");
		expect(
			codeOf(() => validateResult("m", "position-map", { ...body([0, 1]), signals: { rowSumError: Number.NaN } })),
		).toBe("non-finite");
	});
});
