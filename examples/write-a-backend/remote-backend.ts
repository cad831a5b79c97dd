import {
	type Backend,
	type ErrorCode,
	isDeviceTensor,
	LvlmError,
	type ModelSource,
	type Session,
	type SessionValue,
	type Tensor,
	type ValueInfo,
} from "@lvlm-interpret/core";
import { decodeModel, encodeModel, inlineTensor } from "@lvlm-interpret/graph";
import { fromWire, toWire, type WireTensor } from "./wire.js";

interface Created {
	readonly session: number;
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
}

/** Runs graphs on another machine: every session lives behind `address` (see remote-server.ts). */
export function remoteBackend(address: string): Backend {
	const sessions = new Set<Session>();
	let isDisposed = false;

	/** One request. Errors of the other side come back under their own code; a connection that fails is "session-failed". */
	async function post<T>(session: string, body: unknown, signal?: AbortSignal): Promise<T> {
		let response: Response;
		try {
			response = await fetch(address, { method: "POST", body: JSON.stringify(body), ...(signal ? { signal } : {}) });
		} catch (cause) {
			if (signal?.aborted) throw signal.reason;
			throw new LvlmError(
				"session-failed",
				`"${address}" cannot be reached.`,
				{ backend: "example:remote", session },
				{ cause },
			);
		}
		const answer = await response.json();
		if (response.ok) return answer as T;
		const {
			code = "session-failed",
			message,
			fields,
		} = answer as { code?: ErrorCode; message: string; fields?: never };
		throw new LvlmError(code, message, fields ?? ({ backend: "example:remote", session } as never));
	}

	const disposedError = (session: string): LvlmError =>
		new LvlmError("session-disposed", `"${session}" was disposed, or its backend was.`, { session });

	async function createSession(model: ModelSource, signal?: AbortSignal): Promise<Session> {
		signal?.throwIfAborted();
		if (isDisposed) throw disposedError(model.name);
		const graph = Buffer.from(await selfContained(model)).toString("base64");
		const created = await post<Created>(model.name, { kind: "create", name: model.name, graph }, signal);
		const { session: id, inputs, outputs } = created;
		const session: Session = {
			name: model.name,
			inputs,
			outputs,
			async run(feeds, options = {}) {
				options.signal?.throwIfAborted();
				if (!sessions.has(session)) throw disposedError(model.name);
				const wire: Record<string, WireTensor> = {};
				for (const [name, value] of Object.entries(feeds)) wire[name] = toWire(hostValue(model.name, name, value));
				const body = { kind: "run", session: id, feeds: wire, outputs: options.outputs };
				const results = await post<Record<string, WireTensor>>(model.name, body, options.signal);
				return Object.fromEntries(Object.entries(results).map(([name, one]) => [name, fromWire(one)]));
			},
			async dispose() {
				if (sessions.delete(session)) await post(model.name, { kind: "dispose", session: id });
			},
		};
		sessions.add(session);
		return session;
	}

	return {
		specificationVersion: "v1",
		id: "example:remote",
		device: "remote",
		// What the other side can do is a promise of ours: it is the reference backend in this example.
		capabilities: new Set(["int64", "float16"]),
		async isAvailable() {
			try {
				await fetch(address, { method: "POST", body: "{}" });
				return { available: true };
			} catch (error) {
				return { available: false, reason: (error as Error).message };
			}
		},
		createSession: (model, { signal } = {}) => createSession(model, signal),
		memory: async () => ({ residentBytes: 0, sessions: sessions.size, deviceTensors: 0 }),
		async dispose() {
			isDisposed = true;
			await Promise.all([...sessions].map((session) => session.dispose()));
		},
	};
}

/** The other machine has none of our files, so weights travel inside the graph. */
async function selfContained(model: ModelSource): Promise<Uint8Array> {
	if (model.files.size === 0) return model.encode((file) => file);
	const decoded = decodeModel(model.encode((file) => file));
	for (const [value, data] of decoded.graph.initializers) {
		if (data.content.kind !== "external") continue;
		const { file, offset, byteLength } = data.content;
		const content = model.files.get(file);
		if (!content || content.kind === "path") {
			const fields = { owner: "example:remote", capability: "external-paths", neededBy: model.name };
			throw new LvlmError("capability-missing", `"${model.name}" has weights that are given by path.`, fields);
		}
		const all = content.kind === "bytes" ? content.bytes : new Uint8Array(await content.blob.arrayBuffer());
		const data8 = all.slice(offset, offset + byteLength);
		const inline = inlineTensor({ dtype: "uint8", shape: [byteLength], data: data8 });
		decoded.graph.initializers.set(value, { ...inline, dtype: data.dtype, shape: data.shape });
	}
	return encodeModel(decoded);
}

/** A feed that can travel, checked here, since what is broken cannot be written down. */
function hostValue(session: string, name: string, value: SessionValue): Tensor {
	if (isDeviceTensor(value)) {
		const fields = { name, expected: "a tensor", actual: "a device tensor" };
		throw new LvlmError("invalid-argument", `The feed "${name}" of "${session}" lives in another backend.`, fields);
	}
	const count = value.shape.reduce((product, size) => product * size, 1);
	if (count === value.data.length) return value;
	const fields = { name, expected: `${count} elements`, actual: `${value.data.length} elements` };
	throw new LvlmError("shape-mismatch", `The feed "${name}" of "${session}" does not fill its shape.`, fields);
}
