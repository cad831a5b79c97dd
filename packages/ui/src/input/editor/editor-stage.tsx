import type { Rect } from "@lvlm-interpret/core";
import { type JSX, type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { framePainter } from "../../canvas/frame-painter.js";
import { panBy, zoomAt, zoomOf } from "../../image/stage-window.js";
import type { EditBuffer } from "./edit-buffer.js";
import type { Point } from "./edit-ops.js";
import { editorGestures } from "./editor-gestures.js";
import { drawEditorOverlay } from "./editor-overlay.js";
import type { EditorTool } from "./editor-tool.js";
import type { PatchGrid } from "./patch-grid.js";

export interface EditorStageProps {
	/** In step with the edits. */
	readonly buffer: EditBuffer;
	readonly tool: EditorTool;
	/** Of the brush, in pixels of the picture. */
	readonly size: number;
	/** What the brush paints, as CSS. */
	readonly paint?: string;
	/** Snapping, in pixels of the picture before all edits. */
	readonly grid?: PatchGrid;
	readonly label: string;
	readonly onStroke: (path: readonly Point[]) => void;
	readonly onZoom: (zoom: number) => void;
	/** How buttons turn the view: by a factor, or 0 for the whole. */
	readonly turn: { current: (factor: number) => void };
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, -1],
	ArrowDown: [0, 1],
};

/** Writes what changed in a buffer to a canvas of the whole picture. */
function writePixels(canvas: HTMLCanvasElement, buffer: EditBuffer): void {
	const { width, height, data } = buffer.whole;
	const box = buffer.takeChanged();
	if (canvas.width !== width) canvas.width = width;
	if (canvas.height !== height) canvas.height = height;
	if (box.width === 0 || box.height === 0) return;
	const pixels = new ImageData(box.width, box.height);
	for (let row = 0, to = 0; row < box.height; row++) {
		let from = 3 * ((box.y + row) * width + box.x);
		for (let column = 0; column < box.width; column++, to += 4, from += 3) {
			pixels.data[to] = data[from] as number;
			pixels.data[to + 1] = data[from + 1] as number;
			pixels.data[to + 2] = data[from + 2] as number;
			pixels.data[to + 3] = 255;
		}
	}
	canvas.getContext("2d")?.putImageData(pixels, box.x, box.y);
}

/** The picture under edit: drawn on by mouse, pen, finger or keys, zoomed and moved. */
export function EditorStage(props: EditorStageProps): JSX.Element {
	const { buffer, tool, grid, label, turn } = props;
	const hint = useId();
	const [stage, setStage] = useState<HTMLDivElement | null>(null);
	const picture = useRef<HTMLCanvasElement>(null);
	const overlay = useRef<HTMLCanvasElement>(null);
	const [source] = useState(() => document.createElement("canvas"));
	const { width, height } = buffer.whole;
	const crop = buffer.crop();
	// To crop anew one sees the whole.
	const base = tool === "crop" ? { x: 0, y: 0, width, height } : crop;
	const view = useRef<Rect>(base);
	const path = useRef<Point[]>([]);
	const cursor = useRef<Point>(undefined);
	const isByKeys = useRef(false);
	const [said, setSaid] = useState("");
	const painter = useRef<ReturnType<typeof framePainter>>(undefined);
	const latest = useRef({ ...props, base, crop });
	latest.current = { ...props, base, crop };
	const look = useRef((next: Rect): void => {
		view.current = next;
		latest.current.onZoom(zoomOf(latest.current.base, next));
		painter.current?.request();
	}).current;

	useLayoutEffect(() => {
		const [target, marks] = [picture.current, overlay.current];
		if (!stage || !target || !marks) return;
		const paint = (): void => {
			const { x, y, width, height } = view.current;
			const context = target.getContext("2d");
			if (!context) return;
			context.clearRect(0, 0, target.width, target.height);
			context.imageSmoothingEnabled = target.width / width < 2;
			context.drawImage(source, x, y, width, height, 0, 0, target.width, target.height);
			const { tool, size, paint, grid, crop } = latest.current;
			const isErasing = tool === "erase";
			drawEditorOverlay(marks, {
				window: view.current,
				tool,
				size,
				path: path.current,
				paint: isErasing ? undefined : paint,
				cursor: cursor.current,
				isByKeys: isByKeys.current,
				crop: tool === "crop" ? crop : undefined,
				grid,
			});
		};
		const frames = framePainter(paint);
		painter.current = frames;
		const sizes = new ResizeObserver(() => {
			for (const one of [target, marks]) {
				one.width = Math.max(1, Math.round(stage.clientWidth * (devicePixelRatio || 1)));
				one.height = Math.max(1, Math.round(stage.clientHeight * (devicePixelRatio || 1)));
			}
			paint();
		});
		sizes.observe(stage);
		return () => {
			sizes.disconnect();
			frames.cancel();
		};
	}, [stage, source]);
	const { x, y, width: across, height: down } = base;
	useLayoutEffect(() => look({ x, y, width: across, height: down }), [look, x, y, across, down]);
	// Whatever was rendered anew is drawn anew.
	useLayoutEffect(() => {
		writePixels(source, buffer);
		painter.current?.request();
	});

	const finish = useRef((): void => {
		const done = path.current;
		path.current = [];
		if (done.length > 0) latest.current.onStroke(done);
		painter.current?.request();
	}).current;
	const drop = useRef((): void => {
		path.current = [];
		painter.current?.request();
	}).current;
	useEffect(() => {
		if (!stage) return;
		const place = (x: number, y: number): Point => {
			const { current: shown } = view;
			return { x: shown.x + x * shown.width, y: shown.y + y * shown.height };
		};
		return editorGestures(stage, {
			isMoving: () => latest.current.tool === "move",
			begin(x, y) {
				isByKeys.current = false;
				path.current = [place(x, y)];
				cursor.current = path.current[0];
				painter.current?.request();
			},
			draw(x, y) {
				cursor.current = place(x, y);
				path.current.push(cursor.current);
				painter.current?.request();
			},
			end: finish,
			drop,
			hover(x, y) {
				if (path.current.length > 0) return;
				isByKeys.current = false;
				cursor.current = place(x, y);
				painter.current?.request();
			},
			leave() {
				if (isByKeys.current || path.current.length > 0) return;
				cursor.current = undefined;
				painter.current?.request();
			},
			zoom: (factor, x, y) => look(zoomAt(latest.current.base, view.current, factor, x, y)),
			pan: (x, y) => look(panBy(latest.current.base, view.current, x, y)),
		});
	}, [stage, finish, drop, look]);
	turn.current = (factor) => look(factor === 0 ? base : zoomAt(base, view.current, factor));

	/** Moves the cursor, and the window after it. */
	const step = (dx: number, dy: number): void => {
		const { x, y, width, height } = view.current;
		const from = cursor.current ?? { x: x + width / 2, y: y + height / 2 };
		const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));
		const next = {
			x: clamp(from.x + dx, base.x, base.x + base.width),
			y: clamp(from.y + dy, base.y, base.y + base.height),
		};
		cursor.current = next;
		isByKeys.current = true;
		if (path.current.length > 0) path.current.push(next);
		const beyond = (at: number, start: number, length: number): number =>
			at < start ? (at - start) / length : at > start + length ? (at - start - length) / length : 0;
		const [right, below] = [beyond(next.x, x, width), beyond(next.y, y, height)];
		if (right !== 0 || below !== 0) look(panBy(base, view.current, right, below));
		setSaid(
			`${Math.round(next.x - crop.x)}, ${Math.round(next.y - crop.y)}${path.current.length > 0 ? ", pen down" : ""}`,
		);
		painter.current?.request();
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		const arrow = arrows[event.key];
		const isPen = event.key === " " || event.key === "Enter";
		if (arrow && tool === "move") look(panBy(base, view.current, 0.1 * arrow[0], 0.1 * arrow[1]));
		else if (arrow) {
			const patch = grid && { x: grid.rect.width / grid.columns, y: grid.rect.height / grid.rows };
			const far = Math.max(1, Math.round(Math.max(base.width, base.height) / 40));
			const by = event.shiftKey ? { x: 1, y: 1 } : (patch ?? { x: far, y: far });
			step(arrow[0] * by.x, arrow[1] * by.y);
		} else if (isPen && tool !== "move") {
			if (path.current.length > 0) finish();
			else {
				step(0, 0);
				path.current = [cursor.current as Point];
				setSaid("Pen down. Arrows draw, Space ends, Escape drops.");
				painter.current?.request();
			}
		} else if (event.key === "Escape" && path.current.length > 0) {
			drop();
			setSaid("Dropped.");
		} else if (event.key === "+" || event.key === "=") look(zoomAt(base, view.current, 1.25));
		else if (event.key === "-") look(zoomAt(base, view.current, 0.8));
		else if (event.key === "0") look(base);
		else return;
		event.preventDefault();
		event.stopPropagation();
	};
	return (
		<>
			<div
				ref={setStage}
				className="lvlm-editor-stage"
				data-tool={tool}
				role="application"
				aria-label={label}
				aria-describedby={hint}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: keys draw on it.
				tabIndex={0}
				style={{
					aspectRatio: `${base.width} / ${base.height}`,
					width: `min(100%, ${Math.round((560 * base.width) / base.height)}px)`,
				}}
				onKeyDown={onKeyDown}
				onBlur={() => {
					if (path.current.length > 0 && isByKeys.current) drop();
				}}
			>
				<canvas ref={picture} />
				<canvas ref={overlay} />
			</div>
			<p id={hint} className="lvlm-hidden">
				Arrow keys move a cursor, with Shift by one pixel. Space puts the pen down and lifts it. Plus and minus zoom, 0
				shows the whole.
			</p>
			<p role="status" className="lvlm-hidden">
				{said}
			</p>
		</>
	);
}
