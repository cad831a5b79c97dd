import { colorMap } from "./color-maps.js";
import { createPicture, type RgbaImage } from "./picture.js";
import { colorIndex, type ValueScale } from "./scale.js";

/**
 * The strip of a legend. It is linear in the value, whatever the gamma: the colours are spread, the numbers are not.
 *
 * @param direction  `horizontal`: the domain's low end is left; `vertical`: it is at the bottom.
 */
export function paintLegend(
	scale: ValueScale,
	width: number,
	height: number,
	direction: "horizontal" | "vertical" = "horizontal",
): RgbaImage {
	const out = createPicture(width, height);
	const colors = colorMap(scale.map);
	const [low, high] = scale.domain;
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const share = direction === "horizontal" ? (x + 0.5) / width : 1 - (y + 0.5) / height;
			const index = colorIndex(scale, low + share * (high - low));
			const at = (y * width + x) * 4;
			for (let c = 0; c < 3; c++) out.data[at + c] = colors[3 * index + c];
			out.data[at + 3] = 255;
		}
	}
	return out;
}

/** A number on a legend: where it sits in [0, 1] from the low end, and how it reads. */
export interface LegendTick {
	readonly value: number;
	readonly position: number;
	readonly text: string;
}

/** The largest of 1, 2, 5 times a power of ten that is at least `step`. */
function roundStep(step: number): number {
	const power = 10 ** Math.floor(Math.log10(step));
	for (const factor of [1, 2, 5]) if (factor * power >= step * (1 - 1e-9)) return factor * power;
	return 10 * power;
}

/**
 * Round numbers inside the domain, and its two ends; ends that clip values read "≤ 0" and "≥ 0.02". Round numbers that would
 * crowd an end are left out.
 *
 * @param count  About how many; at least 2.
 */
export function legendTicks(scale: ValueScale, count = 5): LegendTick[] {
	const [low, high] = scale.domain;
	const extent = high - low;
	const ticks: LegendTick[] = [
		{ value: low, position: 0, text: `${scale.clipped.below ? "≤ " : ""}${formatValue(low, extent)}` },
	];
	const step = roundStep(extent / Math.max(1, count - 1));
	const margin = 0.6 / Math.max(2, count);
	for (let n = Math.ceil(low / step); n * step < high; n++) {
		const position = (n * step - low) / extent;
		if (position < margin || position > 1 - margin) continue;
		ticks.push({ value: n * step, position, text: formatValue(n * step, extent) });
	}
	ticks.push({ value: high, position: 1, text: `${scale.clipped.above ? "≥ " : ""}${formatValue(high, extent)}` });
	return ticks;
}

/**
 * A number as a legend shows it: three significant digits of the extent, no trailing zeros, powers of ten only where plain
 * digits would be long. The minus is U+2212.
 *
 * @param extent  Size of the domain that the number belongs to; default its own size.
 */
export function formatValue(value: number, extent: number = Math.abs(value)): string {
	if (Number.isNaN(value)) return "no value";
	if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
	if (value === 0 || extent === 0) return value === 0 ? "0" : String(value).replace("-", "−");
	const size = Math.floor(Math.log10(Math.max(extent, Math.abs(value))));
	if (size < -4 || size > 5) {
		const [digits, exponent] = value.toExponential(2).split("e") as [string, string];
		return `${trim(digits)}e${Number(exponent)}`.replaceAll("-", "−");
	}
	const decimals = Math.max(0, 2 - Math.floor(Math.log10(extent)));
	return trim(value.toFixed(Math.min(decimals, 9))).replace("-", "−");
}

function trim(digits: string): string {
	const short = digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
	return short === "-0" ? "0" : short;
}
