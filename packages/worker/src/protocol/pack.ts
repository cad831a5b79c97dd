import { LvlmError } from "@lvlm-interpret/core";

/** A value ready to be posted: the buffers in `transfer` change hands, and nobody else holds them. */
export interface Packed<T> {
	readonly value: T;
	readonly transfer: readonly ArrayBuffer[];
}

function isPlain(value: object): boolean {
	const prototype = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}

/**
 * Copies data so that its typed arrays can be transferred: each into a buffer of its own size. A view is never sent with the whole
 * buffer behind it (a tensor in WebAssembly's heap is a view of gigabytes), and whoever made the array keeps it.
 * Other objects (Blobs, handles) go as they are.
 *
 * @throws {LvlmError} "invalid-argument" for a function or symbol, which no message can carry.
 */
export function packed<T>(value: T): Packed<T> {
	const transfer: ArrayBuffer[] = [];
	const copies = new Map<object, unknown>();
	const copyOf = (one: unknown, path: string): unknown => {
		if (typeof one === "function" || typeof one === "symbol") throw unsendable(path, typeof one);
		if (typeof one !== "object" || one === null) return one;
		const known = copies.get(one);
		if (known !== undefined) return known;
		if (ArrayBuffer.isView(one)) {
			const view = one as Uint8Array;
			const copy =
				view instanceof DataView ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice() : view.slice();
			transfer.push(copy.buffer);
			copies.set(one, copy);
			return copy;
		}
		if (Array.isArray(one)) {
			const copy: unknown[] = [];
			copies.set(one, copy);
			one.forEach((item, index) => void copy.push(copyOf(item, `${path}[${index}]`)));
			return copy;
		}
		if (!isPlain(one)) return one;
		const copy: Record<string, unknown> = {};
		copies.set(one, copy);
		for (const [name, item] of Object.entries(one)) copy[name] = copyOf(item, path ? `${path}.${name}` : name);
		return copy;
	};
	return { value: copyOf(value, "") as T, transfer };
}

function unsendable(path: string, kind: string): LvlmError<"invalid-argument"> {
	return new LvlmError("invalid-argument", `"${path}" is a ${kind}, which cannot be sent to or from the worker.`, {
		name: path,
		expected: "plain data",
		actual: kind,
	});
}
