import type { Dim, Value, ValueType } from "../ir/value.js";
import { elementTypeCode, elementTypeOf } from "./element-types.js";
import type { ValueInfoMessage } from "./messages.js";

/** What a file says of a value; undefined for types that are not tensors of a dtype we hold (sequences, strings, …). */
export function decodeValueType(message: ValueInfoMessage): ValueType | undefined {
	const tensor = message.type?.tensorType;
	const dtype = tensor && elementTypeOf(tensor.elemType ?? 0);
	if (!dtype) return undefined;
	const shape = tensor.shape?.dim.map((dim): Dim => {
		if (dim.dimParam) return dim.dimParam;
		return dim.dimValue !== undefined && dim.dimValue >= 0 ? dim.dimValue : null;
	});
	return { dtype, shape };
}

/** The declaration of a value; without a type when none is known. */
export function encodeValueInfo(value: Value): ValueInfoMessage {
	const { name, type } = value;
	if (!type) return { name };
	const dim = type.shape?.map((size) => {
		if (size === null) return {};
		return typeof size === "number" ? { dimValue: size } : { dimParam: size };
	});
	const elemType = elementTypeCode(type.dtype);
	return { name, type: { tensorType: dim ? { elemType, shape: { dim } } : { elemType } } };
}
