import { tensor } from "@lvlm-interpret/core";
import { type ConformanceCase, expectAbort, expectCode, expectThat } from "../suite.js";
import { type BackendSubject, doubling, elementsOf, products, row, sourceOf, square, withSession } from "./subject.js";

const list = (values: readonly unknown[]): string => values.join(", ");

type Settled = PromiseSettledResult<unknown>;
const again = (end: Settled): Promise<unknown> =>
	end.status === "fulfilled" ? Promise.resolve(end.value) : Promise.reject(end.reason);

/** Runs: what is fetched, what is refused, and that runs do not disturb each other. */
export const runCases: readonly ConformanceCase<BackendSubject>[] = [
	{
		id: "run/fetches-a-part",
		needs: [],
		run: ({ backend }) =>
			withSession(backend, doubling(), async (session) => {
				const results = await session.run({ x: row(1, 2) }, { outputs: ["total"] });
				expectThat(
					list(Object.keys(results)) === "total",
					`"total" was asked for, but came ${list(Object.keys(results))}`,
				);
				expectThat(elementsOf(results, "total")[0] === 3, `total is ${elementsOf(results, "total")[0]}, not 3`);
			}),
	},
	{
		id: "run/returns-inner-values-under-their-names",
		needs: [],
		run: ({ backend }) =>
			withSession(
				backend,
				sourceOf("inner", (b) => {
					const x = b.input("x", "float32", ["n"]);
					const inner = b.op("Mul", [x, x], {}, { outputs: ["/model/layers.0/squares"] });
					inner.type = { dtype: "float32", shape: ["n"] };
					b.output("y", b.op("Neg", [inner]), { dtype: "float32", shape: ["n"] });
					b.graph.outputs.push(inner);
				}),
				async (session) => {
					const results = await session.run({ x: row(2, 3) });
					expectThat(
						list(elementsOf(results, "/model/layers.0/squares")) === "4, 9",
						"the exposed inner value is wrong",
					);
					expectThat(list(elementsOf(results, "y")) === "-4, -9", "the output behind it is wrong");
				},
			),
	},
	{
		id: "run/leaves-feeds-alone",
		needs: [],
		run: ({ backend }) =>
			withSession(backend, doubling(), async (session) => {
				const data = Float32Array.of(9, 1, 2, 9);
				const pending = session.run({ x: tensor("float32", [2], data.subarray(1, 3)) });
				expectThat(list([...data]) === "9, 1, 2, 9", "the feed was changed");
				data.fill(0);
				expectThat(
					list(elementsOf(await pending, "y")) === "2, 4",
					"writing to a feed after run() was called changed the run",
				);
				expectThat(data.length === 4, "the feed was taken over");
				expectThat(list([...data]) === "0, 0, 0, 0", "the run wrote into its feed");
			}),
	},
	{
		id: "run/gives-equal-results-for-equal-feeds",
		needs: [],
		run: ({ backend }) =>
			withSession(backend, products(), async (session) => {
				const x = tensor(
					"float32",
					[16, 16],
					Float32Array.from({ length: 256 }, (_, i) => 1 + Math.sin(i) / 2),
				);
				const first = elementsOf(await session.run({ x }), "mean")[0];
				for (let i = 0; i < 3; i++) {
					const again = elementsOf(await session.run({ x }), "mean")[0];
					expectThat(Object.is(first, again), `the same run gave ${first}, then ${again}`);
				}
			}),
	},
	{
		id: "run/keeps-sessions-apart",
		needs: [],
		run: ({ backend }) =>
			withSession(backend, doubling(), (one) =>
				withSession(backend, products(), async (other) => {
					const runs = await Promise.all(
						[1, 2, 4].flatMap((n) => [one.run({ x: row(n, n) }), other.run({ x: square(2 * n) })]),
					);
					const found = runs.map((run, i) => Number(elementsOf(run, i % 2 ? "mean" : "total")[0]).toFixed(4));
					expectThat(
						list(found) === "2.0000, 0.5000, 4.0000, 0.2500, 8.0000, 0.1250",
						`interleaved runs gave ${list(found)}`,
					);
				}),
			),
	},
	{
		id: "run/refuses-names-that-are-not-there",
		needs: [],
		run: ({ backend }) =>
			withSession(backend, doubling(), async (session) => {
				await expectCode(session.run({}), "a run without its feed", "invalid-argument");
				await expectCode(session.run({ x: row(1), z: row(1) }), "a feed without an input", "invalid-argument");
				await expectCode(session.run({ x: row(1) }, { outputs: ["z"] }), "an unknown output", "invalid-argument");
				expectThat(
					elementsOf(await session.run({ x: row(1) }), "total")[0] === 1,
					"the session is broken after refusals",
				);
			}),
	},
	{
		id: "run/refuses-shapes-and-types-that-do-not-fit",
		needs: [],
		run: ({ backend }) =>
			withSession(
				backend,
				sourceOf("sized", (b) => {
					b.output("y", b.op("Neg", [b.input("x", "float32", ["n", 3])]), { dtype: "float32", shape: ["n", 3] });
				}),
				async (session) => {
					const refuse = (x: Parameters<typeof session.run>[0][string], what: string): Promise<void> =>
						expectCode(session.run({ x }), what, "shape-mismatch");
					await refuse(tensor("int32", [1, 3], new Int32Array(3)), "another dtype");
					await refuse(tensor("float32", [3], new Float32Array(3)), "another rank");
					await refuse(tensor("float32", [1, 4], new Float32Array(4)), "another fixed size");
					await refuse({ dtype: "float32", shape: [2, 3], data: new Float32Array(3) }, "too few elements");
				},
			),
	},
	{
		id: "run/goes-on-after-a-failure",
		needs: ["int64"],
		run: ({ backend }) =>
			withSession(
				backend,
				sourceOf("reshaping", (b) => {
					const x = b.input("x", "float32", ["n"]);
					b.output("y", b.op("Reshape", [x, b.input("shape", "int64", [2])]), { dtype: "float32", shape: ["a", "b"] });
				}),
				async (session) => {
					const shape = tensor("int64", [2], BigInt64Array.of(2n, 2n));
					await expectCode(session.run({ x: row(1, 2, 3), shape }), "three elements as [2, 2]", "session-failed");
					expectThat(
						elementsOf(await session.run({ x: row(1, 2, 3, 4), shape }), "y")[3] === 4,
						"the session is broken after a failed run",
					);
				},
			),
	},
	{
		id: "abort/before",
		needs: [],
		async run({ backend }) {
			const signal = AbortSignal.abort();
			const before = (await backend.memory?.())?.sessions;
			await expectAbort(backend.createSession(doubling(), { signal }), "an aborted createSession");
			await withSession(backend, doubling(), async (session) => {
				await expectAbort(session.run({ x: row(1) }, { signal }), "an aborted run");
				expectThat(
					elementsOf(await session.run({ x: row(1) }), "total")[0] === 1,
					"the session is broken after an abort",
				);
			});
			expectThat((await backend.memory?.())?.sessions === before, "an aborted createSession left a session");
		},
	},
	{
		id: "abort/during",
		needs: [],
		run: ({ backend }) =>
			withSession(backend, products(), async (session) => {
				// A fast backend may be done before the abort comes: then a longer run is tried.
				for (const n of [128, 256, 512, 1024, 2048]) {
					const stop = new AbortController();
					const started = performance.now();
					const runs = [square(n), square(4)].map((x) => session.run({ x }, { signal: stop.signal }));
					setTimeout(() => stop.abort());
					const [running, waiting] = (await Promise.allSettled(runs)) as [Settled, Settled];
					if (running.status === "fulfilled" && performance.now() - started < 300) continue;
					await expectAbort(again(running), "a run under way");
					await expectAbort(again(waiting), "a run behind it");
					break;
				}
				const mean = Number(elementsOf(await session.run({ x: square(8) }), "mean")[0]);
				expectThat(Math.abs(mean - 0.125) < 1e-5, `the run after an abort gave ${mean}, not 0.125`);
			}),
	},
	{
		id: "abort/own-reason",
		needs: [],
		run: ({ backend }) =>
			withSession(backend, doubling(), async (session) => {
				const reason = new Error("changed my mind");
				const error = await session.run({ x: row(1) }, { signal: AbortSignal.abort(reason) }).catch((one) => one);
				expectThat(error === reason, "the rejection is not the signal's reason");
			}),
	},
];
