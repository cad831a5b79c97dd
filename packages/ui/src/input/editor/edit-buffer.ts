import { LvlmError, type Rect, type RgbImage } from "@lvlm-interpret/core";
import type { EditOp } from "./edit-ops.js";
import { eachPixel, fillMask } from "./fill-mask.js";
import { pixelBox, rasterArea } from "./raster-area.js";

/** What an op changed: enough to take it back. */
interface Undo {
	readonly op: EditOp;
	/** The box's bytes before it. */
	readonly box: Rect;
	readonly before: Uint8Array;
}

const nothing: Rect = { x: 0, y: 0, width: 0, height: 0 };

function copyBox({ width, data }: RgbImage, box: Rect): Uint8Array {
	const out = new Uint8Array(box.width * box.height * 3);
	for (let row = 0; row < box.height; row++) {
		const start = 3 * ((box.y + row) * width + box.x);
		out.set(data.subarray(start, start + 3 * box.width), 3 * row * box.width);
	}
	return out;
}

function pasteBox({ width, data }: RgbImage, box: Rect, bytes: Uint8Array): void {
	for (let row = 0; row < box.height; row++) {
		data.set(bytes.subarray(3 * row * box.width, 3 * (row + 1) * box.width), 3 * ((box.y + row) * width + box.x));
	}
}

/** A picture under edit: brought to any list of ops by undoing and doing what differs, so that a step costs what it covers. */
export interface EditBuffer {
	/** The whole picture with the ops done, before the crop. Its bytes change with `sync`. */
	readonly whole: RgbImage;
	/** Brings the picture to these ops. */
	sync(ops: readonly EditOp[]): void;
	/** What may have changed since this was asked last, for drawing; at first everything. */
	takeChanged(): Rect;
	/** What the crop leaves, in pixels of the whole. */
	crop(): Rect;
	/** A copy of what the crop leaves. */
	picture(): RgbImage;
}

/** @throws {LvlmError} "invalid-argument" when the bytes of the picture do not fit its size. */
export function createEditBuffer(image: RgbImage): EditBuffer {
	const { width, height } = image;
	if (image.data.length !== width * height * 3) {
		throw new LvlmError("invalid-argument", `A picture of ${width} x ${height} has ${image.data.length} bytes.`, {
			name: "image",
			expected: `${width * height * 3} bytes`,
			actual: `${image.data.length} bytes`,
		});
	}
	const whole: RgbImage = { width, height, data: image.data.slice() };
	const done: Undo[] = [];
	const everything = { x: 0, y: 0, width, height };
	let changed: Rect | undefined = everything;
	const apply = (op: EditOp): Rect => {
		if (op.op === "crop") {
			done.push({ op, box: nothing, before: new Uint8Array() });
			return nothing;
		}
		const mask = rasterArea(op.area, whole);
		done.push({ op, box: mask, before: copyBox(whole, mask) });
		if (op.op === "fill") fillMask(whole, mask, op.fill);
		else eachPixel(mask, width, (offset) => whole.data.set(image.data.subarray(offset, offset + 3), offset));
		return mask;
	};
	const takeBack = (): Rect => {
		const { box, before } = done.pop() as Undo;
		pasteBox(whole, box, before);
		return box;
	};
	const join = (one: Rect | undefined, { x, y, width, height }: Rect): Rect | undefined => {
		if (width === 0 || height === 0) return one;
		if (!one) return { x, y, width, height };
		const [left, top] = [Math.min(one.x, x), Math.min(one.y, y)];
		const right = Math.max(one.x + one.width, x + width);
		return { x: left, y: top, width: right - left, height: Math.max(one.y + one.height, y + height) - top };
	};
	const crop = (): Rect => {
		for (let index = done.length - 1; index >= 0; index--) {
			const { op } = done[index] as Undo;
			if (op.op !== "crop") continue;
			const box = pixelBox(op.rect, whole);
			if (box.width > 0 && box.height > 0) return box;
		}
		return everything;
	};
	return {
		whole,
		crop,
		sync(ops) {
			let same = 0;
			while (same < done.length && same < ops.length && done[same]?.op === ops[same]) same++;
			while (done.length > same) changed = join(changed, takeBack());
			for (const op of ops.slice(same)) changed = join(changed, apply(op));
		},
		takeChanged() {
			const box = changed ?? nothing;
			changed = undefined;
			return box;
		},
		picture() {
			const box = crop();
			return { width: box.width, height: box.height, data: copyBox(whole, box) };
		},
	};
}

/**
 * The picture after a list of edits. The same picture and ops give the same bytes everywhere.
 *
 * @throws {LvlmError} "invalid-argument" when the bytes of the picture do not fit its size.
 */
export function replayEdits(image: RgbImage, ops: readonly EditOp[]): RgbImage {
	const buffer = createEditBuffer(image);
	buffer.sync(ops);
	return buffer.picture();
}
