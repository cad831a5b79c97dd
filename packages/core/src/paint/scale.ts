import { LvlmError } from "../errors.js";
import { type ColorMapName, colorMap } from "./color-maps.js";

/** Which values the ends of a colour map stand for. Values beyond them take the end's colour. */
export type DomainChoice =
	/** The smallest and the largest value (default). */
	| "min-max"
	/** Fixed ends. */
	| readonly [number, number]
	/** Cut outliers off: the ends are these quantiles, each in [0, 1]. */
	| { readonly quantiles: readonly [number, number] };

export interface ScaleOptions {
	readonly domain?: DomainChoice;
	/** Exponent on the position in the domain; below 1 shows differences among small values. Default 1. Range (0, 10]. */
	readonly gamma?: number;
	/** Symmetric domain around zero. Default false. */
	readonly signed?: boolean;
	/** Default `cividis`, or `purple-orange` when signed. */
	readonly map?: ColorMapName;
}

/** How numbers become colours: all that a legend needs. */
export interface ValueScale {
	readonly domain: readonly [number, number];
	readonly gamma: number;
	readonly signed: boolean;
	readonly map: ColorMapName;
	/** Whether some of the fitted values lie below or above the domain. */
	readonly clipped: { readonly below: boolean; readonly above: boolean };
}

function invalid(name: string, expected: string, actual: unknown): LvlmError {
	const text = typeof actual === "string" ? actual : JSON.stringify(actual);
	return new LvlmError("invalid-argument", `"${name}" of a colour scale should be ${expected}, but is ${text}.`, {
		name,
		expected,
		actual: text,
	});
}

/**
 * The q-quantile of the finite values with linear interpolation between neighbours (NumPy's default).
 *
 * @param sorted  Finite values in ascending order, at least one.
 * @param q  In [0, 1].
 */
function quantile(sorted: Float64Array, q: number): number {
	const place = q * (sorted.length - 1);
	const low = Math.floor(place);
	const high = Math.min(low + 1, sorted.length - 1);
	return sorted[low] + (sorted[high] - sorted[low]) * (place - low);
}

function quantileEnds(values: ArrayLike<number>, finiteCount: number, quantiles: readonly [number, number]) {
	const [low, high] = quantiles;
	if (!(low >= 0 && high <= 1 && low < high))
		throw invalid("domain.quantiles", "two numbers, 0 <= low < high <= 1", quantiles);
	const sorted = new Float64Array(finiteCount);
	let count = 0;
	for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) sorted[count++] = values[i];
	sorted.sort();
	return count === 0 ? ([0, 0] as const) : ([quantile(sorted, low), quantile(sorted, high)] as const);
}

/**
 * Fits a scale to values. NaN and infinities do not take part.
 *
 * position = ((value - low) / (high - low))^gamma; signed: 1/2 + sign(value) (|value| / high)^gamma / 2.
 * A domain without extent is widened to include zero (all zero: [0, 1]), so that equal values never look like differences.
 *
 * @param values  Any length, also 0.
 * @throws {LvlmError} "invalid-argument"
 */
export function fitScale(values: ArrayLike<number>, options: ScaleOptions = {}): ValueScale {
	const { domain = "min-max", gamma = 1, signed = false } = options;
	if (!(gamma > 0 && gamma <= 10)) throw invalid("gamma", "in (0, 10]", gamma);
	const map = options.map ?? (signed ? "purple-orange" : "cividis");
	colorMap(map);
	let least = Number.POSITIVE_INFINITY;
	let most = Number.NEGATIVE_INFINITY;
	let finiteCount = 0;
	for (let i = 0; i < values.length; i++) {
		const value = values[i];
		if (!Number.isFinite(value)) continue;
		finiteCount++;
		if (value < least) least = value;
		if (value > most) most = value;
	}
	let low = finiteCount > 0 ? least : 0;
	let high = finiteCount > 0 ? most : 0;
	if (Array.isArray(domain)) {
		[low, high] = domain as [number, number];
		if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
			throw invalid("domain", "two finite numbers, low < high", domain);
		}
		if (signed && low !== -high) throw invalid("domain", "symmetric around zero for signed values", domain);
	} else if (typeof domain === "object" && "quantiles" in domain) {
		[low, high] = quantileEnds(values, finiteCount, domain.quantiles);
	} else if (domain !== "min-max") {
		throw invalid("domain", '"min-max", [low, high] or { quantiles: [low, high] }', domain);
	}
	if (signed) {
		high = Math.max(Math.abs(low), Math.abs(high)) || 1;
		low = -high;
	} else if (!(low < high)) {
		[low, high] = low === 0 ? [0, 1] : low > 0 ? [0, low] : [low, 0];
	}
	return { domain: [low, high], gamma, signed, map, clipped: { below: least < low, above: most > high } };
}

/** Where a value lies on the scale, in [0, 1]; values beyond the domain are clamped, NaN stays NaN. */
export function scalePosition(scale: ValueScale, value: number): number {
	const [low, high] = scale.domain;
	if (scale.signed) {
		const size = Math.min(1, Math.abs(value) / high) ** scale.gamma;
		return 0.5 + (value < 0 ? -size : size) / 2;
	}
	return Math.min(1, Math.max(0, (value - low) / (high - low))) ** scale.gamma;
}

/** Index into the 256 colours of the scale's map, or -1 for NaN. */
export function colorIndex(scale: ValueScale, value: number): number {
	const position = scalePosition(scale, value);
	return Number.isNaN(position) ? -1 : Math.round(position * 255);
}
