import { colorMap, colorMapNames, contrastRatio, type Rgb } from "@lvlm-interpret/core/paint";
import { expect, it } from "vitest";
import { textOn } from "../src/canvas/text-on.js";

it.each(colorMapNames)("text reads on all 256 colours of %s", (name) => {
	const colors = colorMap(name);
	let least = 21;
	for (let i = 0; i < 256; i++) {
		const color = [colors[3 * i], colors[3 * i + 1], colors[3 * i + 2]] as unknown as Rgb;
		least = Math.min(least, contrastRatio(color, textOn(color)));
	}
	expect(least).toBeGreaterThanOrEqual(4.5);
});
