const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The number that 16 bits of IEEE 754 binary16 stand for. */
export function fromHalf(half: number): number {
	const sign = half & 0x8000 ? -1 : 1;
	const exponent = (half >> 10) & 31;
	const fraction = half & 1023;
	if (exponent === 0) return sign * fraction * 2 ** -24;
	if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
	return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest IEEE 754 binary16 of a float32 number, ties to even; beyond 65,519.99 infinity. */
export function toHalf(value: number): number {
	float[0] = value;
	const single = bits[0];
	const sign = (single >>> 16) & 0x8000;
	const size = Math.abs(float[0]);
	if (Number.isNaN(size)) return 0x7e00;
	if (size >= 65520) return sign | 0x7c00;
	// The step between neighbours: 2^-24 below the smallest normal number, else 2^(exponent - 10).
	const exponent = Math.max(-14, Math.floor(Math.log2(size)));
	const scaled = size / 2 ** (exponent - 10);
	const whole = Math.floor(scaled);
	const rest = scaled - whole;
	const rounded = whole + (rest > 0.5 || (rest === 0.5 && whole % 2 === 1) ? 1 : 0);
	// A mantissa that rounds up to 2048 carries into the exponent by itself; a subnormal has no hidden bit.
	return sign | (rounded < 1024 ? rounded : ((exponent + 15) << 10) + rounded - 1024);
}
