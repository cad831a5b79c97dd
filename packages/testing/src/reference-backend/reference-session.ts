import {
	checkFeeds,
	type ExternalFile,
	isLvlmError,
	LvlmError,
	type ModelSource,
	type Session,
	type SessionOptions,
	type Tensor,
	tensor,
	toHalf,
	type ValueInfo,
} from "@lvlm-interpret/core";
import { decodeModel, inferShapes, type OnnxModel, type Value } from "@lvlm-interpret/graph";
import { evaluateModel } from "@lvlm-interpret/graph/reference";

/** A graph's value as sessions state it; an axis of unknown size becomes "?". */
function infoOf(value: Value): ValueInfo {
	if (!value.type) {
		throw new LvlmError("invalid-model", `The type of "${value.name}" is not known.`, { reason: "unknown type" });
	}
	return {
		name: value.name,
		dtype: value.type.dtype,
		shape: (value.type.shape ?? []).map((dim) => dim ?? "?"),
	};
}

async function bytesOf(model: ModelSource, file: string, content: ExternalFile): Promise<Uint8Array> {
	if (content.kind === "bytes") return content.bytes;
	if (content.kind === "blob") return new Uint8Array(await content.blob.arrayBuffer());
	throw new LvlmError("capability-missing", `The weights "${file}" of "${model.name}" are given by path.`, {
		owner: "reference",
		capability: "external-paths",
		neededBy: model.name,
	});
}

/** float64 results as the dtype that the graph states. */
function rounded(value: Tensor, { dtype }: ValueInfo): Tensor {
	if (value.dtype === dtype || value.dtype !== "float64") return value;
	const { data } = value as Tensor<"float64">;
	if (dtype === "float16") return tensor("float16", value.shape, Uint16Array.from(data, toHalf));
	return tensor("float32", value.shape, Float32Array.from(data));
}

/** Copies: a caller may reuse its arrays. */
function copied(feeds: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
	const copy = ({ dtype, shape, data }: Tensor): Tensor => tensor(dtype, [...shape], data.slice());
	return Object.fromEntries(Object.entries(feeds).map(([name, value]) => [name, copy(value)]));
}

/** Decodes a model, checks it, and gives it a session; it is in `sessions` until it is disposed. */
export async function createReferenceSession(
	model: ModelSource,
	{ keepOnDevice = [], signal }: SessionOptions,
	sessions: Set<Session>,
): Promise<Session> {
	signal?.throwIfAborted();
	const fail = (phase: string, cause: unknown): LvlmError =>
		isLvlmError(cause)
			? cause
			: new LvlmError(
					"session-failed",
					`"${model.name}" failed to ${phase}: ${(cause as Error).message}`,
					{ backend: "reference", session: model.name },
					{ cause },
				);
	const files = new Map<string, Uint8Array>();
	for (const [name, content] of model.files) files.set(name, await bytesOf(model, name, content));
	const weightsOf = (file: string): Uint8Array => {
		const bytes = files.get(file);
		if (bytes) return bytes;
		const message = `"${model.name}" has weights in the file "${file}", which its source does not list.`;
		throw new LvlmError("invalid-model", message, { reason: "unlisted external file", file });
	};
	let decoded: OnnxModel;
	try {
		decoded = decodeModel(model.encode((file) => file));
		for (const { content } of decoded.graph.initializers.values()) {
			if (content.kind === "external") weightsOf(content.file);
		}
		inferShapes(decoded.graph, { opsets: decoded.opsets });
	} catch (cause) {
		throw fail("load", cause);
	}
	if (keepOnDevice.length > 0) {
		throw new LvlmError("capability-missing", "The reference backend keeps no outputs.", {
			owner: "reference",
			capability: "device-outputs",
			neededBy: model.name,
		});
	}
	const inputs = decoded.graph.inputs.map(infoOf);
	const outputs = decoded.graph.outputs.map(infoOf);
	let isDisposed = false;
	let last: Promise<unknown> = Promise.resolve();

	function evaluate(
		feeds: Record<string, Tensor>,
		names: readonly string[],
		runSignal?: AbortSignal,
	): Record<string, Tensor> {
		runSignal?.throwIfAborted();
		try {
			const results = evaluateModel(decoded, feeds, {
				outputs: names,
				external: (file, offset, byteLength) => weightsOf(file).subarray(offset, offset + byteLength),
				onNode: () => runSignal?.throwIfAborted(),
			});
			return Object.fromEntries(
				names.map((name) => [name, rounded(results[name], outputs.find((one) => one.name === name) as ValueInfo)]),
			);
		} catch (cause) {
			if (runSignal?.aborted && cause === runSignal.reason) throw cause;
			throw isLvlmError(cause)
				? new LvlmError(
						"session-failed",
						`"${model.name}" failed to run: ${cause.message}`,
						{ backend: "reference", session: model.name },
						{ cause },
					)
				: fail("run", cause);
		}
	}

	const session: Session = {
		name: model.name,
		inputs,
		outputs,
		async run(feeds, options = {}) {
			options.signal?.throwIfAborted();
			if (isDisposed)
				throw new LvlmError("session-disposed", `The session "${model.name}" was disposed.`, { session: model.name });
			const names = [...new Set(options.outputs ?? outputs.map(({ name }) => name))];
			const unknown = names.find((name) => !outputs.some((one) => one.name === name));
			if (unknown !== undefined) {
				throw new LvlmError("invalid-argument", `"${model.name}" has no output "${unknown}".`, {
					name: "outputs",
					expected: outputs.map(({ name }) => name).join(", "),
					actual: unknown,
				});
			}
			checkFeeds(model.name, inputs, feeds);
			const given = copied(feeds as Record<string, Tensor>);
			// One after the other, and a turn of the event loop before each, in which an abort is heard.
			const run = last
				.then(() => new Promise<void>((resolve) => setTimeout(resolve)))
				.then(() => evaluate(given, names, options.signal));
			last = run.catch(() => {});
			return run;
		},
		async dispose() {
			isDisposed = true;
			sessions.delete(session);
			await last;
		},
	};
	sessions.add(session);
	return session;
}
