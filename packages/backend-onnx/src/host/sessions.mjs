/** The sessions and kept values of one host, and what each request does with them. */
import { toOrt, toWire } from "./tensors.mjs";

/** @typedef {import("onnxruntime-node").InferenceSession} OrtSession */
/** @typedef {import("onnxruntime-node").Tensor} OrtTensor */
/** @typedef {import("../protocol.js").Request} Request */
/** @typedef {import("../protocol.js").WireResult} WireResult */
/** @typedef {{ session: OrtSession, keep: Set<string>, keepOnGpu: boolean, kept: Set<number> }} Held */
/**
 * What is used of onnxruntime-node or onnxruntime-web.
 * @typedef {Pick<typeof import("onnxruntime-node"), "InferenceSession" | "Tensor">} Runtime
 */

/**
 * How runtimes differ.
 * @typedef {object} Traits
 * @property {() => number} residentBytes  Memory of the process, or of the runtime's heap.
 * @property {boolean} readsGpu  False where reading a GPU tensor ends the process (onnxruntime-node 1.30).
 */

/** @typedef {ReturnType<typeof createSessions>} Sessions */

/**
 * @param {Runtime} ort
 * @param {Traits} traits
 */
export function createSessions(ort, { residentBytes, readsGpu }) {
	/** @type {Map<number, Held>} */
	const sessions = new Map();
	/** @type {Map<number, { tensor: OrtTensor, owner: Held }>} */
	const values = new Map();
	let nextHandle = 1;

	/**
	 * Does one request. Requests are done strictly one after the other (see serve.mjs).
	 *
	 * @param {Exclude<Request, { kind: "close" }>} request
	 */
	async function perform(request) {
		switch (request.kind) {
			case "create":
				return create(request);
			case "run":
				return run(request);
			case "release":
				return release(request.session);
			case "read": {
				const { tensor } = held(values, request.handle, "value");
				if (tensor.location === "cpu") return toWire(tensor, tensor.data, true);
				return readsGpu ? toWire(tensor, await tensor.getData(), true) : null;
			}
			case "free":
				for (const handle of request.handles) free(handle);
				return null;
			case "memory":
				return { residentBytes: residentBytes() };
		}
	}

	/** Releases everything: a GPU value must go before the session whose device memory it lies in. */
	async function releaseAll() {
		for (const id of [...sessions.keys()]) await release(id);
	}

	/** @param {import("../protocol.js").CreateRequest} request */
	async function create({ session: id, graph, options, keep, keepOnGpu }) {
		const onGpu = keepOnGpu && keep.length > 0;
		const session = await ort.InferenceSession.create(graph, {
			...options,
			...(onGpu
				? {
						preferredOutputLocation: Object.fromEntries(
							keep.map((name) => [name, /** @type {const} */ ("gpu-buffer")]),
						),
					}
				: {}),
		});
		sessions.set(id, { session, keep: new Set(keep), keepOnGpu: onGpu, kept: new Set() });
		return { inputs: session.inputMetadata.map(valueInfo), outputs: session.outputMetadata.map(valueInfo) };
	}

	/** @param {import("../protocol.js").RunRequest} request */
	async function run({ session: id, feeds, outputs }) {
		const owner = held(sessions, id, "session");
		/** @type {Record<string, OrtTensor>} */
		const inputs = {};
		for (const [name, feed] of Object.entries(feeds)) {
			inputs[name] = "handle" in feed ? held(values, feed.handle, "value").tensor : toOrt(ort, feed);
		}
		// With preferredOutputLocation a subset fails with "Output count mismatch", so all are fetched and the rest dropped.
		const fetched = owner.keepOnGpu ? owner.session.outputNames : outputs;
		const results = fetched.length > 0 ? await owner.session.run(inputs, fetched) : {};
		/** @type {Record<string, WireResult>} */
		const wired = {};
		const wanted = new Set(outputs);
		for (const [name, tensor] of Object.entries(results)) {
			if (!wanted.has(name)) tensor.dispose();
			else if (owner.keep.has(name)) wired[name] = keep(tensor, owner);
			else wired[name] = toWire(tensor, tensor.data, sharesBuffer(tensor, inputs));
		}
		return wired;
	}

	/**
	 * @param {OrtTensor} tensor
	 * @param {Held} owner
	 * @returns {import("../protocol.js").WireHandle}
	 */
	function keep(tensor, owner) {
		const handle = nextHandle++;
		values.set(handle, { tensor, owner });
		owner.kept.add(handle);
		return { handle, dtype: /** @type {import("@lvlm-interpret/core").DType} */ (tensor.type), shape: tensor.dims };
	}

	/** @param {number} handle */
	function free(handle) {
		const value = values.get(handle);
		if (!value) return;
		values.delete(handle);
		value.owner.kept.delete(handle);
		// A CPU tensor lives in an ArrayBuffer and goes with its last reference.
		if (value.tensor.location !== "cpu") value.tensor.dispose();
	}

	/** @param {number} id */
	async function release(id) {
		const owner = sessions.get(id);
		if (!owner) return null;
		for (const handle of [...owner.kept]) free(handle);
		sessions.delete(id);
		await owner.session.release();
		return null;
	}

	return {
		perform,
		releaseAll,
		get count() {
			return sessions.size;
		},
	};
}

/**
 * @param {import("onnxruntime-node").InferenceSession.ValueMetadata} info
 * @returns {import("../protocol.js").WireValueInfo}
 */
function valueInfo(info) {
	return info.isTensor ? { name: info.name, type: info.type, shape: info.shape } : { name: info.name, shape: [] };
}

/**
 * A kept value that is handed straight through to a CPU output must not lose its buffer to a transfer.
 *
 * @param {OrtTensor} tensor
 * @param {Record<string, OrtTensor>} inputs
 */
function sharesBuffer(tensor, inputs) {
	const buffer = /** @type {ArrayBufferView} */ (/** @type {unknown} */ (tensor.data)).buffer;
	return Object.values(inputs).some(
		(input) =>
			input.location === "cpu" &&
			/** @type {ArrayBufferView} */ (/** @type {unknown} */ (input.data)).buffer === buffer,
	);
}

/**
 * @template T
 * @param {Map<number, T>} map
 * @param {number} key
 * @param {string} what
 * @returns {T}
 */
function held(map, key, what) {
	const found = map.get(key);
	if (found === undefined) throw new Error(`internal: the host has no ${what} ${key}, please report`);
	return found;
}
