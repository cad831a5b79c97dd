import { type DType, LvlmError, type ValueInfo } from "@lvlm-interpret/core";
import type { WireValueInfo } from "./protocol.js";

const dtypes: ReadonlySet<string> = new Set<DType>([
	"float64",
	"float32",
	"float16",
	"int64",
	"int32",
	"int16",
	"int8",
	"uint64",
	"uint32",
	"uint16",
	"uint8",
	"bool",
]);

/**
 * The runtime's metadata as core states it. An axis without size and name becomes "?".
 *
 * @throws {LvlmError} "capability-missing" for strings, 4-bit types, sequences, maps and optionals.
 */
export function toValueInfo(session: string, info: WireValueInfo): ValueInfo {
	if (info.type === undefined || !dtypes.has(info.type)) {
		throw new LvlmError(
			"capability-missing",
			`"${info.name}" of "${session}" is ${info.type ? `of type ${info.type}` : "not a tensor"}, which cannot be passed in or out.`,
			{ owner: "onnx", capability: `${info.type ?? "non-tensor"} inputs and outputs`, neededBy: session },
		);
	}
	return {
		name: info.name,
		dtype: info.type as DType,
		shape: info.shape.map((size) => (size === "" ? "?" : size)),
	};
}
