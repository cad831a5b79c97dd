import type { ImageLayout } from "@lvlm-interpret/core";
import { type FramePainter, framePainter } from "../canvas/frame-painter.js";
import { drawAsVector } from "../canvas/vectors.js";
import type { AxisToken } from "./axis-tokens.js";
import { type Link, linkLook, linkPath } from "./link-geometry.js";

/** What is drawn now; read anew for each paint. */
export interface LinkScene {
	/** Hovered row, or else the picked one; without `isLocked` for files, which show no hovering. */
	readonly row: (isLocked: boolean) => number;
	readonly linksOf: (row: number) => readonly { readonly column: number; readonly value: number }[];
	readonly to: readonly AxisToken[];
	readonly layout?: ImageLayout;
}

/** Where the links of a row start and end, by where its tokens and patches are on the page. */
function measure(box: HTMLElement, row: number, scene: LinkScene): Link[] {
	const outer = box.getBoundingClientRect();
	const start = box.querySelector(`[data-lane=from] [data-index="${row}"]`)?.getBoundingClientRect();
	const photo = box.querySelector(".lvlm-link-picture canvas")?.getBoundingClientRect();
	const links = scene.linksOf(row);
	const most = links[0]?.value ?? 1;
	const at = (x: number, y: number): Link["to"] => ({
		x: (x - outer.x) / outer.width,
		y: (y - outer.y) / outer.height,
	});
	if (!start) return [];
	const from = at(start.right, start.y + start.height / 2);
	return links.flatMap(({ column, value }) => {
		const token = scene.to[column] as AxisToken;
		const share = value / most;
		const region = token.image && scene.layout?.regions[token.image.region];
		if (region && photo && scene.layout) {
			const x = photo.x + ((region.x + region.width / 2) * photo.width) / scene.layout.imageWidth;
			const y = photo.y + ((region.y + region.height / 2) * photo.height) / scene.layout.imageHeight;
			return [{ from, to: at(x, y), share }];
		}
		const end = box.querySelector(`[data-lane=to] [data-position="${token.position}"]`)?.getBoundingClientRect();
		return end ? [{ from, to: at(end.x, end.y + end.height / 2), share }] : [];
	});
}

function draw(box: HTMLElement, canvas: HTMLCanvasElement, scene: LinkScene): void {
	const ratio = devicePixelRatio || 1;
	canvas.width = Math.max(1, Math.round(box.clientWidth * ratio));
	canvas.height = Math.max(1, Math.round(box.clientHeight * ratio));
	const context = canvas.getContext("2d");
	if (!context) return;
	context.strokeStyle = context.fillStyle = getComputedStyle(canvas).color;
	for (const link of measure(box, scene.row(false), scene)) {
		const { width, opacity } = linkLook(link.share);
		context.globalAlpha = opacity;
		context.lineWidth = width * ratio;
		context.stroke(new Path2D(linkPath(link, canvas.width, canvas.height)));
		context.beginPath();
		context.arc(link.to.x * canvas.width, link.to.y * canvas.height, 3 * ratio, 0, 2 * Math.PI);
		context.fill();
	}
}

/** Draws links over a box, at most once a frame; `scene` says what. */
export function linkDrawing(box: HTMLElement, canvas: HTMLCanvasElement, scene: () => LinkScene): FramePainter {
	drawAsVector(canvas, () => {
		const color = getComputedStyle(canvas).color;
		const now = scene();
		return measure(box, now.row(true), now)
			.map((link) => {
				const { width, opacity } = linkLook(link.share);
				return `<path d="${linkPath(link, 1, 1)}" fill="none" stroke="${color}" stroke-width="${width}" opacity="${opacity}" vector-effect="non-scaling-stroke"/>`;
			})
			.join("");
	});
	return framePainter(() => draw(box, canvas, scene()));
}
