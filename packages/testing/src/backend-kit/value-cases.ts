import { type DType, type Tensor, type TypedArray, tensor } from "@lvlm-interpret/core";
import { type ConformanceCase, expectThat } from "../suite.js";
import { hostTensor } from "../tolerances.js";
import { type BackendSubject, sourceOf, withSession } from "./subject.js";

/** Values at the ends of each type. */
const samples: readonly { readonly value: Tensor; readonly needs: readonly string[]; readonly isOptional?: boolean }[] =
	[
		{ value: tensor("float32", [3], Float32Array.of(1.5, -3.25e20, 2 ** -120)), needs: [] },
		{ value: tensor("int32", [3], Int32Array.of(-7, 2 ** 31 - 1, -(2 ** 31))), needs: [] },
		{ value: tensor("bool", [2], Uint8Array.of(1, 0)), needs: [] },
		{ value: tensor("int64", [3], BigInt64Array.of(-(2n ** 63n), 2n ** 53n + 1n, 5n)), needs: ["int64"] },
		{ value: tensor("float16", [3], Uint16Array.of(0x3c01, 0xc500, 0x7bff)), needs: ["float16"] },
		{ value: tensor("float64", [1], Float64Array.of(Math.PI)), needs: [], isOptional: true },
		{ value: tensor("uint8", [2], Uint8Array.of(0, 255)), needs: [], isOptional: true },
		{ value: tensor("int8", [2], Int8Array.of(-128, 127)), needs: [], isOptional: true },
	];

function copying(dtype: DType, shape: readonly (number | string)[]) {
	return sourceOf("copying", (b) => {
		b.output("y", b.op("Identity", [b.input("x", dtype, shape)]), { dtype, shape });
	});
}

function expectSame(actual: Tensor, expected: Tensor): void {
	const show = ({ dtype, shape, data }: Tensor): string =>
		`${dtype} [${shape.join(", ")}] ${Array.from(data as ArrayLike<number | bigint>, String).join(" ")}`;
	expectThat(show(actual) === show(expected), `got ${show(actual)}, but should be ${show(expected)}`);
}

const copies = (id: string, value: Tensor, shape: readonly (number | string)[]): ConformanceCase<BackendSubject> => ({
	id,
	needs: [],
	run: ({ backend }) =>
		withSession(backend, copying(value.dtype, shape), async (session) =>
			expectSame(hostTensor((await session.run({ x: value })).y, "y"), value),
		),
});

/** What goes in comes out: dtypes, shapes, special values. */
export const valueCases: readonly ConformanceCase<BackendSubject>[] = [
	...samples.map(
		({ value, needs, isOptional }): ConformanceCase<BackendSubject> => ({
			id: `dtype/${value.dtype}`,
			needs,
			async run({ backend }) {
				const source = copying(value.dtype, ["n"]);
				try {
					await withSession(backend, source, async (session) =>
						expectSame(hostTensor((await session.run({ x: value })).y, "y"), value),
					);
				} catch (error) {
					// A type that no capability promises may be refused, clearly; it may not come back changed.
					const { code } = error as { code?: string };
					if (!isOptional || !["capability-missing", "unsupported-op", "session-failed"].includes(code ?? ""))
						throw error;
				}
			},
		}),
	),
	copies("shapes/scalar", tensor("float32", [], Float32Array.of(3)), []),
	copies("shapes/zero-size", tensor("float32", [2, 0, 3], new Float32Array()), [2, "n", 3]),
	copies(
		"shapes/rank-five",
		tensor(
			"float32",
			[1, 2, 1, 2, 2],
			Float32Array.from({ length: 8 }, (_, i) => i),
		),
		[1, 2, "a", 2, "b"],
	),
	copies(
		"values/nan-and-infinities",
		tensor("float32", [4], Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0)),
		["n"],
	),
	{
		id: "values/nan-through-arithmetic",
		needs: [],
		run: ({ backend }) =>
			withSession(
				backend,
				sourceOf("arithmetic", (b) => {
					const x = b.input("x", "float32", ["n"]);
					b.output("y", b.op("Add", [x, b.constant("float32", 1)]), { dtype: "float32", shape: ["n"] });
				}),
				async (session) => {
					const x = tensor("float32", [3], Float32Array.of(Number.NaN, Number.NEGATIVE_INFINITY, 1));
					const expected = tensor("float32", [3], Float32Array.of(Number.NaN, Number.NEGATIVE_INFINITY, 2));
					expectSame(hostTensor((await session.run({ x })).y, "y"), expected);
				},
			),
	},
	{
		id: "shapes/sizes-change-from-run-to-run",
		needs: ["int64"],
		run: ({ backend }) =>
			withSession(
				backend,
				sourceOf("shapes", (b) => {
					// [n, 2, m] to [n, 2·m], the sizes read from the tensor itself.
					const x = b.input("x", "float32", ["n", 2, "m"]);
					const first = b.op("Slice", [b.op("Shape", [x]), b.constant("int64", [0]), b.constant("int64", [1])]);
					const shape = b.op("Concat", [first, b.constant("int64", [-1])], { axis: 0 });
					b.output("y", b.op("Reshape", [x, shape]), { dtype: "float32", shape: ["n", "k"] });
				}),
				async (session) => {
					for (const [n, m] of [
						[1, 3],
						[3, 1],
						[2, 2],
					] as const) {
						const data: TypedArray = Float32Array.from({ length: n * 2 * m }, (_, i) => i);
						const { y } = await session.run({ x: tensor("float32", [n, 2, m], data) });
						expectSame(hostTensor(y, "y"), tensor("float32", [n, 2 * m], data));
					}
				},
			),
	},
];
