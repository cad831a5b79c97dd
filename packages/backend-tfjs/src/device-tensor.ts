import type { DeviceTensor, DType, Tensor } from "@lvlm-interpret/core";
import { type Cell, goneError } from "./run/cell.js";

/** What the values of one backend share. */
export interface CellOwner {
	readonly live: Set<TfjsDeviceTensor>;
	/** Runs `work` when no other does, on our device. */
	exclusively<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** An output that stayed on the device, until it or its backend is disposed. */
export class TfjsDeviceTensor implements DeviceTensor {
	readonly location = "device" as const;
	readonly dtype: DType;
	readonly shape: readonly number[];
	readonly owner: CellOwner;
	readonly #session: string;
	readonly #cell: Cell;

	constructor(cell: Cell, session: string, owner: CellOwner) {
		this.dtype = cell.dtype;
		this.shape = cell.shape;
		this.owner = owner;
		this.#session = session;
		this.#cell = cell;
		owner.live.add(this);
	}

	/** The cell, held once more for the caller. @throws {LvlmError} "session-disposed" */
	hold(): Cell {
		if (!this.owner.live.has(this)) throw goneError(this.#session);
		this.#cell.holders++;
		return this.#cell;
	}

	async read(signal?: AbortSignal): Promise<Tensor> {
		const cell = this.hold();
		try {
			return await this.owner.exclusively(() => cell.tensor(), signal);
		} finally {
			cell.release();
		}
	}

	dispose(): void {
		if (this.owner.live.delete(this)) this.#cell.release();
	}
}
