import {
	allocate,
	checkFeeds,
	isDeviceTensor,
	type SessionValue,
	type Tensor,
	type ValueInfo,
} from "@lvlm-interpret/core";
import { OnnxDeviceTensor } from "./device-tensor.js";
import type { WireFeed } from "./protocol.js";

/** Feeds ready for the channel. */
export interface PreparedFeeds {
	readonly wire: Record<string, WireFeed>;
	readonly transfer: ArrayBuffer[];
	/** The values in the host that the run reads. */
	readonly device: OnnxDeviceTensor[];
}

/**
 * Checks feeds against the graph's inputs and copies them (the only copy on our side: the copy is handed over). The copy is
 * made when `run` is called, so a caller may reuse its arrays at once.
 *
 * @throws {LvlmError} "invalid-argument", "shape-mismatch" (see `checkFeeds` of core), "session-disposed" (a device value that is gone).
 */
export function prepareFeeds(
	session: string,
	inputs: readonly ValueInfo[],
	feeds: Readonly<Record<string, SessionValue>>,
	owner: object,
): PreparedFeeds {
	checkFeeds(session, inputs, feeds, {
		isOwn: (value) => value instanceof OnnxDeviceTensor && value.state.owner === owner,
		// The runtime reports "no shape stated" and "scalar" alike, and checks neither.
		emptyShapeMeansAny: true,
	});
	const prepared: PreparedFeeds = { wire: {}, transfer: [], device: [] };
	for (const { name } of inputs) {
		const value = feeds[name] as SessionValue;
		if (isDeviceTensor(value)) {
			const kept = value as OnnxDeviceTensor;
			prepared.wire[name] = { handle: kept.usableHandle() };
			prepared.device.push(kept);
		} else {
			const data = copyOf(value);
			prepared.wire[name] = { dtype: value.dtype, shape: [...value.shape], data };
			prepared.transfer.push(data.buffer as ArrayBuffer);
		}
	}
	return prepared;
}

/** A copy in a buffer of its own, which becomes the runtime's input. */
function copyOf(value: Tensor): Tensor["data"] {
	const data = allocate(value.dtype, value.data.length);
	(data as Float32Array).set(value.data as Float32Array);
	return data;
}
