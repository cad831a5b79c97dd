import type { Backend, Session, SessionOptions, SessionValue, Tensor } from "@lvlm-interpret/core";
import { type ExternalFile, type ModelSource, tensor } from "@lvlm-interpret/core";
import { encodeModel, Graph, GraphBuilder } from "@lvlm-interpret/graph";
import { hostTensor } from "../tolerances.js";

/** Lends a file that holds `bytes`. */
export interface CaseFiles {
	withFile<T>(name: string, bytes: Uint8Array, use: (path: string) => Promise<T>): Promise<T>;
}

/** What the cases of the backend kit are given. */
export interface BackendSubject {
	/** One backend for all cases that leave it as they found it. */
	readonly backend: Backend;
	/** Another one, for cases that dispose it. */
	create(): Backend | Promise<Backend>;
	readonly files: CaseFiles | undefined;
}

/** A graph written on the spot, as a model source. Opset 21. */
export function sourceOf(
	name: string,
	write: (builder: GraphBuilder) => void,
	files: ReadonlyMap<string, ExternalFile> = new Map(),
): ModelSource {
	const graph = new Graph(name);
	write(new GraphBuilder(graph));
	const opsets = new Map([
		["", 21],
		["com.microsoft", 1],
	]);
	const model = { irVersion: 10, opsets, producer: "conformance kit", metadata: new Map<string, string>(), graph };
	return { name, files, encode: (locate) => encodeModel(model, { locate }) };
}

/** Creates a session, uses it, and disposes it whatever happens. */
export async function withSession<T>(
	backend: Backend,
	source: ModelSource,
	use: (session: Session) => Promise<T>,
	options?: SessionOptions,
): Promise<T> {
	const session = await backend.createSession(source, options);
	try {
		return await use(session);
	} finally {
		await session.dispose();
	}
}

/** A float32 vector. */
export function row(...values: number[]): Tensor<"float32"> {
	return tensor("float32", [values.length], Float32Array.from(values));
}

/** Elements of a result that must be a host tensor. */
export function elementsOf(results: Readonly<Record<string, SessionValue>>, name: string): (number | bigint)[] {
	return Array.from(hostTensor(results[name], name).data as ArrayLike<number | bigint>);
}

/** y = 2x and total = Σx of a vector of any length. */
export function doubling(): ModelSource {
	return sourceOf("doubling", (b) => {
		const x = b.input("x", "float32", ["n"]);
		b.output("y", b.op("Mul", [x, b.constant("float32", 2)]), { dtype: "float32", shape: ["n"] });
		b.output("total", b.op("ReduceSum", [x, b.constant("int64", [0])], { keepdims: 0 }), {
			dtype: "float32",
			shape: [],
		});
	});
}

/** Twenty-four products of n × n matrices, then the mean: its time grows with n³. Fed with ones the mean is 1 / n. */
export function products(): ModelSource {
	return sourceOf("products", (b) => {
		const x = b.input("x", "float32", ["n", "n"]);
		const size = b.op("Cast", [b.op("Gather", [b.op("Shape", [x]), b.constant("int64", 0)])], { to: 1 });
		const scaled = b.op("Div", [x, size]);
		let y = scaled;
		for (let i = 0; i < 24; i++) y = b.op("MatMul", [y, scaled]);
		b.output("mean", b.op("ReduceMean", [y, b.constant("int64", [0, 1])], { keepdims: 0 }), {
			dtype: "float32",
			shape: [],
		});
	});
}

/** A cache as language models have it: present = past and step joined along the positions; total = Σ present. */
export function cache(): ModelSource {
	return sourceOf("cache", (b) => {
		const past = b.input("past", "float32", [1, 2, "past_length", 4]);
		const step = b.input("step", "float32", [1, 2, "length", 4]);
		const present = b.op("Concat", [past, step], { axis: 2 });
		b.output("present", present, { dtype: "float32", shape: [1, 2, "total_length", 4] });
		b.output("total", b.op("ReduceSum", [present, b.constant("int64", [0, 1, 2, 3])], { keepdims: 0 }), {
			dtype: "float32",
			shape: [],
		});
	});
}

/** n × n ones. */
export function square(n: number): Tensor<"float32"> {
	return tensor("float32", [n, n], new Float32Array(n * n).fill(1));
}
