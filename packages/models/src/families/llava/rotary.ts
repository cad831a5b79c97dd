import type { RopeConfig } from "../../config/rope-config.js";

/** Longest cos and sin tables that a graph carries inline: 16 MB each at head size 128. */
export const longestRotaryTable = 65_536;

/**
 * Frequencies of the rotary embedding, [headSize / 2], each rounded to float32 where PyTorch rounds.
 *
 * Formula: f_i = theta^(-2i / headSize); "linear" divides all by `factor`; "llama3" divides those whose wavelength 2π/f is above
 * originalMaxPositions / lowFrequencyFactor, keeps those below originalMaxPositions / highFrequencyFactor and blends between.
 * Source: transformers 5.18, modeling_rope_utils.py.
 */
export function rotaryFrequencies(rope: RopeConfig, headSize: number): Float32Array {
	const f32 = Math.fround;
	return Float32Array.from({ length: headSize / 2 }, (_, i) => {
		const frequency = f32(1 / f32(rope.theta ** f32((2 * i) / headSize)));
		if (rope.type === "default") return frequency;
		if (rope.type === "linear") return f32(frequency / rope.factor);
		const { factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalMaxPositions: length } = rope;
		const wavelength = f32(f32(2 * Math.PI) / frequency);
		if (wavelength < length / high) return frequency;
		if (wavelength > length / low) return f32(frequency / factor);
		const smooth = f32(f32(f32(length / wavelength) - low) / (high - low));
		return f32(f32(f32(f32(1 - smooth) * frequency) / factor) + f32(smooth * frequency));
	});
}

/** cos and sin of position x frequency, float32 [positions, headSize / 2] each. */
export function rotaryTables(
	rope: RopeConfig,
	headSize: number,
	positions: number,
): { readonly cos: Float32Array; readonly sin: Float32Array } {
	const frequencies = rotaryFrequencies(rope, headSize);
	const half = frequencies.length;
	const cos = new Float32Array(positions * half);
	const sin = new Float32Array(positions * half);
	for (let position = 0; position < positions; position++) {
		for (let i = 0; i < half; i++) {
			const angle = Math.fround(position * (frequencies[i] as number));
			cos[position * half + i] = Math.cos(angle);
			sin[position * half + i] = Math.sin(angle);
		}
	}
	return { cos, sin };
}
