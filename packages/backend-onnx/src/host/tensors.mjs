/** Tensors of the runtime to and from messages. */

/** @typedef {import("./sessions.mjs").OrtTensor} OrtTensor */
/** @typedef {import("../protocol.js").WireTensor} WireTensor */

/**
 * A runtime tensor over the message's own buffer, nothing copied.
 * onnxruntime-common takes 16-bit integers for float16 whether or not this platform has Float16Array.
 *
 * @param {import("./sessions.mjs").Runtime} ort
 * @param {WireTensor} wire
 * @returns {OrtTensor}
 */
export function toOrt(ort, wire) {
	const type = /** @type {"float32"} */ (wire.dtype);
	return new ort.Tensor(type, /** @type {Float32Array} */ (wire.data), wire.shape);
}

/**
 * @param {OrtTensor} tensor  In host memory.
 * @param {unknown} content  Its data.
 * @param {boolean} copy  True where the runtime's buffer must stay whole: a transfer would empty it.
 * @returns {WireTensor}
 */
export function toWire(tensor, content, copy) {
	let data = /** @type {import("@lvlm-interpret/core").TypedArray} */ (content);
	// Where the platform has Float16Array the runtime answers in it; core keeps the 16 bits.
	if (tensor.type === "float16" && !(data instanceof Uint16Array)) {
		const view = /** @type {ArrayBufferView} */ (/** @type {unknown} */ (data));
		data = new Uint16Array(view.buffer, view.byteOffset, view.byteLength / 2);
	}
	return {
		dtype: /** @type {import("@lvlm-interpret/core").DType} */ (tensor.type),
		shape: tensor.dims,
		data: copy || data.byteLength !== data.buffer.byteLength ? data.slice() : data,
	};
}
