/**
 * Remembers WebAssembly's memories as they are made, because the runtime does not tell how large its heap is. To be imported
 * before the runtime.
 */

/** @type {WebAssembly.Memory[]} */
const memories = [];

WebAssembly.Memory = class extends WebAssembly.Memory {
	/** @param {WebAssembly.MemoryDescriptor} descriptor */
	constructor(descriptor) {
		super(descriptor);
		memories.push(this);
	}
};

/** Bytes that the heap has grown to; it never shrinks. */
export function heapBytes() {
	return memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
}
