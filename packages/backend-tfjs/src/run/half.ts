const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** The 16 bits of IEEE 754 binary16 nearest to a number, ties to even. */
export function numberToHalf(value: number): number {
	single[0] = value;
	const sign = (bits[0] >>> 16) & 0x8000;
	const magnitude = bits[0] & 0x7fffffff;
	if (magnitude > 0x7f800000) return sign | 0x7e00;
	if (magnitude >= 0x477ff000) return sign | 0x7c00;
	if (magnitude < 0x38800000) {
		// Below 2^-14: multiples of 2^-24.
		const scaled = Math.abs(single[0]) * 2 ** 24;
		const down = Math.floor(scaled);
		const rest = scaled - down;
		return sign | (down + (rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? 1 : 0));
	}
	const rounding = 0xfff + ((magnitude >>> 13) & 1);
	return sign | ((magnitude + rounding - 0x38000000) >>> 13);
}

/** The number that 16 bits of IEEE 754 binary16 stand for. */
export function halfToNumber(half: number): number {
	const sign = half & 0x8000 ? -1 : 1;
	const exponent = (half >> 10) & 31;
	const fraction = (half & 1023) / 1024;
	if (exponent === 0) return sign * fraction * 2 ** -14;
	if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
	return sign * (1 + fraction) * 2 ** (exponent - 15);
}
