import type { RgbImage } from "@lvlm-interpret/core";
import { formatValue } from "@lvlm-interpret/core/paint";
import { type CompareRun, methodOf } from "./compare-run.js";

/** Something that two runs may differ in. */
export interface RunDifference {
	/** "question" */
	readonly name: string;
	readonly a: string;
	readonly b: string;
	readonly isSame: boolean;
}

/** How far two pictures of one size are the same. */
export interface PictureDifference {
	/** Pixels of which some channel differs, as a share of all: in [0, 1]. */
	readonly share: number;
	/** The smallest rectangle around them, in pixels; undefined where there are none. */
	readonly box?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** Undefined where the sizes differ. Cost: one pass over the pixels. */
export function pictureDifference(a: RgbImage, b: RgbImage): PictureDifference | undefined {
	if (a.width !== b.width || a.height !== b.height) return undefined;
	let count = 0;
	let [left, top, right, bottom] = [a.width, a.height, -1, -1];
	for (let pixel = 0; pixel < a.width * a.height; pixel++) {
		const at = 3 * pixel;
		if (a.data[at] === b.data[at] && a.data[at + 1] === b.data[at + 1] && a.data[at + 2] === b.data[at + 2]) continue;
		count++;
		const [x, y] = [pixel % a.width, Math.floor(pixel / a.width)];
		left = Math.min(left, x);
		right = Math.max(right, x);
		top = Math.min(top, y);
		bottom = Math.max(bottom, y);
	}
	const share = count / (a.width * a.height);
	if (count === 0) return { share };
	return { share, box: { x: left, y: top, width: right - left + 1, height: bottom - top + 1 } };
}

const sizeOf = (image: RgbImage | undefined): string =>
	image ? `${image.width} x ${image.height} pixels` : "not in this run";

/** "3.1 % of the pixels differ, in a box of 24 x 24 at 36, 60" */
function pictureRow(a: RgbImage | undefined, b: RgbImage | undefined): RunDifference {
	const found = a && b && pictureDifference(a, b);
	const name = "picture";
	if (!found?.box) return { name, a: sizeOf(a), b: sizeOf(b), isSame: found?.share === 0 || (!a && !b) };
	const { x, y, width, height } = found.box;
	const share = formatValue(100 * found.share, 100);
	return {
		name,
		a: sizeOf(a),
		b: `${share === "0" ? "less than 0.1" : share} % of the pixels are others, in a box of ${width} x ${height} at ${x}, ${y}`,
		isSame: false,
	};
}

function sinkText({ result }: CompareRun): string {
	if (!result?.sinks) return "not looked for";
	const { candidates, mode } = result.sinks;
	return candidates.length === 0
		? "none suspected"
		: `${candidates.length} suspected, ${mode === "hide" ? "left out" : "shown"}`;
}

/** Picture, question, model, method, sinks, and whatever the runs name besides, those that differ first. */
export function runDifferences(a: CompareRun, b: CompareRun): RunDifference[] {
	const row = (name: string, one: string, other: string): RunDifference => ({
		name,
		a: one,
		b: other,
		isSame: one === other,
	});
	const names = new Set([...Object.keys(a.settings ?? {}), ...Object.keys(b.settings ?? {})]);
	const all = [
		pictureRow(a.image, b.image),
		row("question", a.question, b.question),
		row("model", a.model, b.model),
		row("map", methodOf(a), methodOf(b)),
		...(a.result?.sinks || b.result?.sinks ? [row("sinks", sinkText(a), sinkText(b))] : []),
		...Array.from(names, (name) => row(name, a.settings?.[name] ?? "not known", b.settings?.[name] ?? "not known")),
	];
	return [...all.filter(({ isSame }) => !isSame), ...all.filter(({ isSame }) => isSame)];
}
