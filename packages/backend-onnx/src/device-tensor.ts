import { type DeviceTensor, type DType, LvlmError, type Tensor } from "@lvlm-interpret/core";

/** What the backend does for the values that stayed in its host. */
export interface DeviceTensorOwner {
	/** The values that are still there. */
	readonly live: Set<OnnxDeviceTensor>;
	read(value: OnnxDeviceTensor, signal: AbortSignal | undefined): Promise<Tensor | null>;
	free(value: OnnxDeviceTensor): void;
}

export interface DeviceTensorState {
	readonly owner: DeviceTensorOwner;
	/** The session that made it; the value goes when the session is disposed. */
	readonly session: string;
	readonly sessionId: number;
	/** Its number in the host, and which start of the host that was. */
	readonly handle: number;
	readonly epoch: number;
}

/** An output that stayed in the host. It is gone after `dispose()`, after its session's, and after the host has ended. */
export class OnnxDeviceTensor implements DeviceTensor {
	readonly location = "device" as const;
	readonly dtype: DType;
	readonly shape: readonly number[];
	readonly state: DeviceTensorState;

	constructor(dtype: DType, shape: readonly number[], state: DeviceTensorState) {
		this.dtype = dtype;
		this.shape = shape;
		this.state = state;
		state.owner.live.add(this);
	}

	/** @throws {LvlmError} "session-disposed" */
	usableHandle(): number {
		if (!this.state.owner.live.has(this)) throw goneError(this.state.session);
		return this.state.handle;
	}

	async read(signal?: AbortSignal): Promise<Tensor> {
		this.usableHandle();
		const value = await this.state.owner.read(this, signal);
		if (value) return value;
		throw new LvlmError(
			"capability-missing",
			`A value that "${this.state.session}" kept on the GPU cannot be copied back in Node.`,
			{ owner: "onnx", capability: "reading of GPU values", neededBy: this.state.session },
			{ hint: "Leave this output out of keepOnDevice, or feed the value to a graph that returns it." },
		);
	}

	dispose(): void {
		if (this.state.owner.live.delete(this)) this.state.owner.free(this);
	}
}

/** The error of a use of a value that is gone. */
export function goneError(session: string): LvlmError {
	return new LvlmError(
		"session-disposed",
		`A value kept by "${session}" is gone: it or its session was disposed, or the process that held it has ended.`,
		{ session },
	);
}
