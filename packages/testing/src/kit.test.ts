import { type Backend, fromHalf, type ResultBody, type Session, type Tensor, toHalf } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { backendSuite } from "./backend-kit/backend-suite.js";
import { explainerCases } from "./explainer-kit/cases.js";
import { explainerSuite } from "./explainer-kit/explainer-suite.js";
import type { AnyExplainer } from "./explainer-kit/subject.js";
import { referenceBackend } from "./reference-backend/reference-backend.js";
import { summaryLine } from "./report.js";
import { runSuite } from "./run-suite.js";

/** The reference backend with one fault in its sessions. */
function faulty(change: (session: Session, backend: Backend) => Partial<Session>): () => Backend {
	return () => {
		const backend = referenceBackend();
		return {
			...backend,
			async createSession(model, options) {
				const session = await backend.createSession(model, options);
				return { ...session, ...change(session, backend) };
			},
		};
	};
}

/** Ids of the failed cases outside of the operators. */
async function failures(create: () => Backend): Promise<string[]> {
	const suite = backendSuite({ create });
	const cases = suite.cases.filter(({ id }) => !id.startsWith("operator/") && !id.startsWith("graph/"));
	const { cases: reports } = await runSuite({ ...suite, cases });
	return reports.filter(({ outcome }) => outcome === "failed").map(({ id }) => id);
}

describe("the backend kit", () => {
	it.each([
		[
			"ignores the signal",
			faulty((s) => ({ run: (feeds, o = {}) => s.run(feeds, o.outputs ? { outputs: o.outputs } : {}) })),
			["abort/before", "abort/during", "abort/own-reason"],
		],
		[
			"returns every output",
			faulty((s) => ({ run: (feeds, o = {}) => s.run(feeds, o.signal ? { signal: o.signal } : {}) })),
			["run/fetches-a-part", "run/refuses-names-that-are-not-there"],
		],
		[
			"takes its feeds' arrays",
			faulty((s) => ({
				run: async (feeds, o) => {
					const result = await s.run(feeds, o);
					for (const feed of Object.values(feeds))
						if ("data" in feed && feed.dtype === "float32") (feed as Tensor<"float32">).data.fill(7);
					return result;
				},
			})),
			["run/leaves-feeds-alone"],
		],
		[
			"does not end",
			faulty(() => ({ dispose: async () => {} })),
			["contract/counts-sessions", "contract/no-use-after-dispose"],
		],
	] as const)("finds a backend that %s", async (_, create, expected) => {
		expect(await failures(create)).toEqual(expect.arrayContaining([...expected]));
	});

	it("finds wrong numbers in operators and graphs", async () => {
		const create = faulty((session) => ({
			async run(feeds, options) {
				const results = await session.run(feeds, options);
				return Object.fromEntries(
					Object.entries(results).map(([name, value]) => {
						if (!("data" in value) || value.dtype !== "float32") return [name, value];
						return [name, { ...value, data: (value as Tensor<"float32">).data.map((one) => one * 1.001) }];
					}),
				);
			},
		}));
		const suite = backendSuite({ create });
		const cases = suite.cases.filter(
			({ id }) => id.startsWith("graph/") || id === "operator/exp" || id === "operator/argmax_keepdims_random",
		);
		const { cases: reports } = await runSuite({ ...suite, cases });
		const passed = reports.filter(({ outcome }) => outcome === "passed").map(({ id }) => id);
		expect(reports.length).toBe(5);
		expect(passed).toEqual(["operator/argmax_keepdims_random"]);
	});

	it("skips by declared capability only, says so, and holds expected failures to their word", async () => {
		const only = (expectedFailures: Record<string, string>, ...ids: string[]) => {
			const suite = backendSuite({
				create: () => ({ ...referenceBackend(), capabilities: new Set() }),
				expectedFailures,
			});
			return { ...suite, cases: suite.cases.filter(({ id }) => ids.includes(id)) };
		};
		const report = await runSuite(only({}, "dtype/int64", "dtype/float32"));
		expect(report.cases).toEqual([
			{ id: "dtype/float32", outcome: "passed" },
			{ id: "dtype/int64", outcome: "skipped", reason: "needs int64" },
		]);
		expect(summaryLine(report)).toBe("backend kit 1: reference (cpu): 1 passed, 1 skipped (needs int64: 1), 0 failed");
		const wrong = await runSuite(only({ "dtype/float32": "acme#1" }, "dtype/float32"));
		expect(wrong.cases[0]).toMatchObject({
			outcome: "failed",
			reason: expect.stringContaining("take it off the list"),
		});
		await expect(runSuite(only({ "dtype/float31": "acme#1" }, "dtype/float32"))).rejects.toThrow("dtype/float31");
	});
});

describe("the explainer kit", () => {
	const explainer = (result: () => ResultBody, id = "acme:test"): AnyExplainer => ({
		specificationVersion: "v1",
		id,
		produces: "position-map",
		options: {},
		program: (handles) => ({ outputs: { rows: handles.decoder.logits }, feeds: () => ({}), result }),
	});
	const body = (data: number[], shape: number[], index: number[]): ResultBody => ({
		kind: "position-map",
		signals: {},
		tensors: {
			scores: {
				tensor: { dtype: "float32", shape, data: Float32Array.from(data) },
				axes: [{ name: "key", index }],
				unit: "share",
				signed: false,
				range: [0, 1],
				description: "Shares.",
			},
		},
	});
	const outcomes = async (one: AnyExplainer) => {
		const { cases } = await runSuite(explainerSuite({ create: () => one }));
		return cases.filter(({ outcome }) => outcome === "failed").map(({ id }) => id);
	};

	it("takes a result that is what it says, and none that is not", async () => {
		expect(await outcomes(explainer(() => body([0, 1], [2], [0, 1])))).toEqual([]);
		expect(await outcomes(explainer(() => body([0, 2], [2], [0, 1])))).toEqual(["result/fits-its-kind"]);
		expect(await outcomes(explainer(() => body([0, -1], [2], [0, 1])))).toEqual(["result/fits-its-kind"]);
		expect(await outcomes(explainer(() => body([0, Number.NaN], [2], [0, 1])))).toEqual(["result/fits-its-kind"]);
		expect(await outcomes(explainer(() => body([0, 1], [2], [0, 99])))).toEqual(["result/fits-its-kind"]);
		expect(await outcomes(explainer(() => body([0, 1], [2], [0])))).toEqual(["result/fits-its-kind"]);
		expect(await outcomes(explainer(() => body([0, 1], [2], [0, 1]), "Acme Test"))).toEqual([
			"contract/describes-itself",
		]);
		let calls = 0;
		expect(await outcomes(explainer(() => body([0, 1 / ++calls], [2], [0, 1])))).toEqual(["result/is-the-same-again"]);
		expect(explainerCases.length).toBeGreaterThan(7);
	});
});

describe("half precision", () => {
	it("rounds to nearest, ties to even, and back", () => {
		for (const bits of [0, 1, 0x03ff, 0x0400, 0x3c00, 0x3c01, 0x7bff, 0x7c00, 0x8001, 0xc500]) {
			expect(toHalf(fromHalf(bits))).toBe(bits);
		}
		expect(toHalf(1 + 2 ** -11)).toBe(0x3c00);
		expect(toHalf(1 + 3 * 2 ** -11)).toBe(0x3c02);
		expect(toHalf(65520)).toBe(0x7c00);
		expect(toHalf(Number.NaN) & 0x7fff).toBeGreaterThan(0x7c00);
	});
});
