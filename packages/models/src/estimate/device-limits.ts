import { freeMemoryBytes } from "../families/memory.js";

/** What a place can take, as data: whoever knows it says it. What is left out is not checked. */
export interface DeviceLimits {
	/** Where the model would run: "cpu", "webgpu", "wasm", … */
	readonly device: string;
	/** Bytes of memory that the model may take there. */
	readonly memoryBytes?: number;
	/** Largest buffer of the adapter, in bytes (`GPUAdapter.limits.maxBufferSize`). */
	readonly maxBufferSize?: number;
	/** Largest part of a buffer that a shader sees, in bytes (`limits.maxStorageBufferBindingSize`). */
	readonly maxStorageBufferBindingSize?: number;
	/** Bytes that can still be stored where downloads are kept. */
	readonly storageBytes?: number;
	/** Whether weights of a second graph take no memory of their own (mapped from disk). Default false. */
	readonly sharesWeights?: boolean;
}

/** The address space of WebAssembly as ONNX Runtime's web builds use it, in bytes: 32-bit pointers. */
export const wasmHeapBytes: number = 2 ** 32;

/** The limits that a tab can tell without a device of its own: WebAssembly's heap, and an adapter's buffers when one is given. */
export function browserLimits(
	device: "wasm" | "webgpu",
	adapter?: { readonly limits: { readonly maxBufferSize: number; readonly maxStorageBufferBindingSize: number } },
): DeviceLimits {
	if (device === "wasm") return { device, memoryBytes: wasmHeapBytes };
	if (!adapter) return { device };
	const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
	return { device, maxBufferSize, maxStorageBufferBindingSize };
}

/** What can be known without being told: free memory in Node, WebAssembly's heap in a browser. */
export async function defaultLimits(device: string): Promise<DeviceLimits> {
	const memoryBytes = (await freeMemoryBytes()) ?? (device === "wasm" ? wasmHeapBytes : undefined);
	return { device, ...(memoryBytes === undefined ? {} : { memoryBytes }) };
}
