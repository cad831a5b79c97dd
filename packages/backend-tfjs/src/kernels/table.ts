import { convolution } from "./convolution.js";
import { elementwise, microsoftElementwise } from "./elementwise.js";
import { indexing } from "./indexing.js";
import type { Kernel } from "./kernel.js";
import { microsoftNormalizations, normalizations } from "./normalization.js";
import { fusedMatMul, products } from "./products.js";
import { laneKernels, reduce } from "./reduce.js";
import { rotary } from "./rotary.js";
import { shapes } from "./shapes.js";

const standard: Readonly<Record<string, Kernel>> = {
	...elementwise,
	...reduce,
	...laneKernels,
	...products,
	...normalizations,
	...shapes,
	...indexing,
	Conv: convolution,
};

const microsoft: Readonly<Record<string, Kernel>> = {
	...microsoftElementwise,
	...microsoftNormalizations,
	FusedMatMul: fusedMatMul,
	RotaryEmbedding: rotary,
};

/** What computes an operator on the device; undefined for one that the host computes. */
export function findKernel(domain: string, opType: string): Kernel | undefined {
	const table = domain === "" || domain === "ai.onnx" ? standard : domain === "com.microsoft" ? microsoft : {};
	return Object.hasOwn(table, opType) ? table[opType] : undefined;
}
