import { LvlmError } from "../errors.js";
import { cividisTable, infernoTable, magmaTable, viridisTable } from "./color-tables.js";

/** Red, green, blue, each 0 to 255. */
export type Rgb = readonly [number, number, number];

/**
 * Names of the colour maps. All but the last are for magnitudes and run from dark to light; `purple-orange` is for signed
 * values: purple below, near-white in the middle, orange above.
 */
export const colorMapNames = ["cividis", "viridis", "magma", "inferno", "greys", "purple-orange"] as const;

export type ColorMapName = (typeof colorMapNames)[number];

function fromHex(table: string): Uint8Array {
	const colors = new Uint8Array(768);
	for (let i = 0; i < 768; i++) colors[i] = Number.parseInt(table.slice(2 * i, 2 * i + 2), 16);
	return colors;
}

/** sRGB bytes of a colour in Oklab (Björn Ottosson 2020, https://bottosson.github.io/posts/oklab/, public domain). */
function fromOklab(lightness: number, a: number, b: number): Rgb {
	const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
	const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
	const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
	const encode = (linear: number): number => {
		const clamped = Math.min(1, Math.max(0, linear));
		return Math.round(255 * (clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055));
	};
	return [
		encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
		encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
		encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
	];
}

function sampled(color: (position: number) => Rgb): Uint8Array {
	const colors = new Uint8Array(768);
	for (let i = 0; i < 256; i++) colors.set(color(i / 255), 3 * i);
	return colors;
}

/** Both arms have the same lightness at the same distance from the middle, so that neither sign looks stronger. */
function purpleOrange(position: number): Rgb {
	const distance = Math.abs(2 * position - 1);
	const hue = ((position < 0.5 ? 305 : 60) * Math.PI) / 180;
	// Chroma rises to its end value early: small values already show their sign.
	const chroma = 0.125 * Math.sin((Math.PI / 2) * distance ** 0.8);
	return fromOklab(0.97 - 0.47 * distance, chroma * Math.cos(hue), chroma * Math.sin(hue));
}

const makers: { readonly [N in ColorMapName]: () => Uint8Array } = {
	cividis: () => fromHex(cividisTable),
	viridis: () => fromHex(viridisTable),
	magma: () => fromHex(magmaTable),
	inferno: () => fromHex(infernoTable),
	greys: () => sampled((position) => fromOklab(0.12 + 0.86 * position, 0, 0)),
	"purple-orange": () => sampled(purpleOrange),
};

const made = new Map<ColorMapName, Uint8Array>();

/**
 * A colour map as a lookup table, made once and shared: do not write into it.
 *
 * @returns 256 colours, shape [256, 3], bytes: red, green, blue.
 * @throws {LvlmError} "invalid-argument" for an unknown name.
 * Source: tables of matplotlib for cividis, viridis, magma, inferno; the other two are interpolated in Oklab here.
 */
export function colorMap(name: ColorMapName): Uint8Array {
	let table = made.get(name);
	if (!table) {
		if (!Object.hasOwn(makers, name)) {
			const expected = colorMapNames.join(", ");
			throw new LvlmError("invalid-argument", `There is no colour map "${name}".`, {
				name: "map",
				expected,
				actual: name,
			});
		}
		table = makers[name]();
		made.set(name, table);
	}
	return table;
}
