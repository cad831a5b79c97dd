/** Resampling filters by their Pillow names. */
export type ResampleFilter = "nearest" | "box" | "bilinear" | "hamming" | "bicubic" | "lanczos";

/** A filter with finite support: weight(x) is 0 for |x| > support, x in output-sample units. */
export interface FilterKernel {
	readonly support: number;
	weight(x: number): number;
}

function sinc(x: number): number {
	if (x === 0) return 1;
	const angle = x * Math.PI;
	return Math.sin(angle) / angle;
}

// Keys' cubic convolution with a = -1/2 (Pillow's BICUBIC), in Pillow's order of operations: the last bit depends on it.
const cubicA = -0.5;

// Pillow writes these two constants as 32-bit floats.
const hammingOffset = Math.fround(0.54);
const hammingScale = Math.fround(0.46);

/** Kernels of the convolving filters ("nearest" picks samples and has none). */
export const filterKernels: Readonly<Record<Exclude<ResampleFilter, "nearest">, FilterKernel>> = {
	box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
	bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
	hamming: {
		support: 1,
		weight(x) {
			const distance = Math.abs(x);
			if (distance === 0) return 1;
			if (distance >= 1) return 0;
			const angle = distance * Math.PI;
			return (Math.sin(angle) / angle) * (hammingOffset + hammingScale * Math.cos(angle));
		},
	},
	bicubic: {
		support: 2,
		weight(x) {
			const d = Math.abs(x);
			if (d < 1) return ((cubicA + 2) * d - (cubicA + 3)) * d * d + 1;
			if (d < 2) return (((d - 5) * d + 8) * d - 4) * cubicA;
			return 0;
		},
	},
	lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};
