import { type DType, LvlmError } from "@lvlm-interpret/core";
import { externalTensor, type GraphBuilder, type Value } from "@lvlm-interpret/graph";
import { storedDTypes } from "../../safetensors/dtype.js";
import type { StoredTensor } from "../../safetensors/header.js";
import type { WeightTable } from "../../safetensors/weight-table.js";
import { storedNames } from "./weight-names.js";

const usable: readonly DType[] = ["float32", "float16", "bfloat16"];

/** Finds the weights of a model in a checkpoint, checks them, and remembers which were used. */
export class CheckpointWeights {
	readonly #table: WeightTable;
	readonly #used: Map<string, StoredTensor> = new Map();

	constructor(table: WeightTable) {
		this.#table = table;
	}

	/** Each stored tensor that was asked for, once. */
	get used(): StoredTensor[] {
		return [...this.#used.values()];
	}

	has(name: string): boolean {
		return storedNames(name).some((one) => this.#table.has(one));
	}

	/**
	 * The stored tensor of a weight.
	 *
	 * @param name  Our name; see {@link storedNames}.
	 * @throws {LvlmError} "invalid-model" (not in the checkpoint; a dtype that is no float of 16 or 32 bits), "shape-mismatch".
	 */
	find(name: string, shape: readonly number[]): { readonly stored: StoredTensor; readonly dtype: DType } {
		const names = storedNames(name);
		const stored = names.map((one) => this.#table.get(one)).find((one) => one !== undefined);
		if (!stored) {
			throw new LvlmError(
				"invalid-model",
				`The checkpoint has no weight ${names.map((one) => `"${one}"`).join(" or ")}.`,
				{ reason: "missing weight" },
				{ hint: "The config.json may belong to another checkpoint, or a shard to another model." },
			);
		}
		const dtype = storedDTypes[stored.storedDType]?.dtype;
		if (!dtype || !usable.includes(dtype)) {
			throw new LvlmError(
				"invalid-model",
				`Weight "${stored.name}" is stored as ${stored.storedDType}; only F32, F16 and BF16 are read.`,
				{ reason: `dtype ${stored.storedDType}`, file: stored.file, offset: stored.offset },
				{ hint: "Quantised checkpoints must be converted to one of these first." },
			);
		}
		if (stored.shape.length !== shape.length || stored.shape.some((size, axis) => size !== shape[axis])) {
			const expected = `[${shape.join(", ")}]`;
			const actual = `[${stored.shape.join(", ")}]`;
			throw new LvlmError(
				"shape-mismatch",
				`Weight "${stored.name}" should have shape ${expected} by config.json, but has ${actual}.`,
				{ name: stored.name, expected, actual },
			);
		}
		this.#used.set(stored.name, stored);
		return { stored, dtype };
	}
}

/** The weights of one graph: initialisers that point into the checkpoint's files, each made once. */
export class GraphWeights {
	readonly #checkpoint: CheckpointWeights;
	readonly #stored: Map<string, Value> = new Map();
	readonly #float32: Map<string, Value> = new Map();

	constructor(checkpoint: CheckpointWeights) {
		this.#checkpoint = checkpoint;
	}

	/** The weight in its stored dtype. */
	stored(builder: GraphBuilder, name: string, shape: readonly number[]): Value {
		const known = this.#stored.get(name);
		if (known) return known;
		const { stored, dtype } = this.#checkpoint.find(name, shape);
		const value = builder.initializer(
			name,
			externalTensor(dtype, shape, stored.file, stored.offset, stored.byteLength),
		);
		this.#stored.set(name, value);
		return value;
	}

	/** The weight as float32, through a Cast where it is stored with 16 bits (the runtime folds it when it loads). */
	float32(builder: GraphBuilder, name: string, shape: readonly number[]): Value {
		const known = this.#float32.get(name);
		if (known) return known;
		const stored = this.stored(builder, name, shape);
		const value = stored.type?.dtype === "float32" ? stored : castToFloat32(builder, stored);
		this.#float32.set(name, value);
		return value;
	}
}

/** Cast to float32: `to` = 1 is FLOAT in ONNX. */
export function castToFloat32(builder: GraphBuilder, value: Value): Value {
	return builder.op("Cast", [value], { to: 1 });
}
