import type { RgbImage } from "@lvlm-interpret/core";
import { type JSX, useEffect, useId, useMemo, useRef, useState } from "react";
import { Glyph } from "../../controls/glyph.js";
import { ZoomTools } from "../../foundation/zoom-tools.js";
import { type CommonProps, Root } from "../../theme/root.js";
import { editorStyles } from "../../theme/styles-editor.js";
import { createEditBuffer } from "./edit-buffer.js";
import { pushOp, redo, startHistory, undo } from "./edit-history.js";
import type { EditOp, Fill } from "./edit-ops.js";
import { EditorStage } from "./editor-stage.js";
import { type EditorTool, isFilling } from "./editor-tool.js";
import { EditorTools } from "./editor-tools.js";
import type { PatchGrid } from "./patch-grid.js";
import { colorText, opText, strokeOp } from "./stroke-op.js";

/** A picture as it was edited. */
export interface PictureEdit {
	readonly picture: RgbImage;
	/** `replayEdits(image, ops)` is the picture: plain data, to be stored. */
	readonly ops: readonly EditOp[];
}

export interface ImageEditorProps extends CommonProps {
	/** The picture before all edits. */
	readonly image: RgbImage;
	/** Edits that it has already; they can be undone. Default none. */
	readonly ops?: readonly EditOp[];
	/** The model's patches on a picture of this size, in its pixels: strokes can then snap to them. */
	readonly patchGrid?: (width: number, height: number) => PatchGrid | undefined;
	/** After each step, forth or back. */
	readonly onChange?: (ops: readonly EditOp[]) => void;
	/** Shows “Apply”. */
	readonly onDone?: (edit: PictureEdit) => void;
	/** Shows “Cancel”. */
	readonly onCancel?: () => void;
	/** The picture in words. Default "Picture". */
	readonly alt?: string;
	/** Default "Edit the picture". */
	readonly title?: string;
}

/** Of the four fills, with what each needs to be told. */
export interface FillChoice {
	readonly kind: Fill["kind"];
	readonly color: readonly [number, number, number];
	readonly sigma: number;
}

/** Covers or cuts parts of a picture, to ask what the model would say without them. */
export function ImageEditor(props: ImageEditorProps): JSX.Element {
	const { image, patchGrid, onChange, onDone, onCancel, alt = "Picture", title = "Edit the picture" } = props;
	const id = useId();
	const longest = Math.max(image.width, image.height);
	const buffer = useMemo(() => createEditBuffer(image), [image]);
	const [history, setHistory] = useState(() => startHistory(props.ops));
	const [tool, setTool] = useState<EditorTool>("rectangle");
	const [choice, setChoice] = useState<FillChoice>({
		kind: "color",
		color: [127, 127, 127],
		sigma: Math.max(2, Math.round(longest / 40)),
	});
	const [size, setSize] = useState(Math.max(1, Math.round(longest / 12)));
	const [isSnapping, setSnapping] = useState(false);
	const [zoom, setZoom] = useState(1);
	const [said, setSaid] = useState("");
	const turn = useRef<(factor: number) => void>(() => undefined);
	const known = useRef(image);
	// Another picture has no past.
	useEffect(() => {
		if (known.current === image) return;
		known.current = image;
		setHistory(startHistory());
	}, [image]);
	const ops = known.current === image ? history.done : [];
	buffer.sync(ops);
	const crop = buffer.crop();
	const grid = useMemo(() => {
		const found = patchGrid?.(crop.width, crop.height);
		return found && { ...found, rect: { ...found.rect, x: found.rect.x + crop.x, y: found.rect.y + crop.y } };
	}, [patchGrid, crop.x, crop.y, crop.width, crop.height]);
	const isSnapped = isSnapping && grid !== undefined && (isFilling(tool) || tool === "erase");
	const go = (next: typeof history, text: string): void => {
		if (next === history) return;
		setHistory(next);
		setSaid(text);
		onChange?.(next.done);
	};
	const last = ops.at(-1);
	const next = history.undone.at(-1);
	const back = (): void => go(undo(history), last ? `Undone: ${opText(last)}.` : "");
	const forth = (): void => go(redo(history), next ? `Done again: ${opText(next)}.` : "");
	const fill: Fill =
		choice.kind === "color"
			? { kind: "color", color: choice.color }
			: choice.kind === "blur"
				? { kind: "blur", sigma: choice.sigma }
				: choice.kind === "noise"
					? { kind: "noise", seed: ops.length + 1 }
					: { kind: "mean" };
	const edits = last ? `${ops.length} ${ops.length === 1 ? "edit" : "edits"}; the last: ${opText(last)}.` : "No edits.";
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={editorStyles}>
			<section
				className="lvlm-control lvlm-editor"
				aria-labelledby={`${id}-title`}
				aria-describedby={`${id}-caption`}
				onKeyDown={(event) => {
					const isTyping = (event.target as HTMLElement).matches("input:not([type=range],[type=checkbox])");
					if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping) return;
					const key = event.key.toLowerCase();
					if (key === "z" && !event.shiftKey) back();
					else if (key === "y" || key === "z") forth();
					else return;
					event.preventDefault();
					event.stopPropagation();
				}}
			>
				<div className="lvlm-control-title">
					<h2 id={`${id}-title`} className="lvlm-editor-title">
						{title}
					</h2>
					<span className="lvlm-tools">
						{onCancel && (
							<button type="button" className="lvlm-button lvlm-outlined" onClick={onCancel}>
								Cancel
							</button>
						)}
						{onDone && (
							<button
								type="button"
								className="lvlm-button lvlm-primary"
								onClick={() => onDone({ picture: buffer.picture(), ops })}
							>
								Apply
							</button>
						)}
					</span>
				</div>
				<EditorTools
					tool={tool}
					onTool={setTool}
					choice={choice}
					onChoice={setChoice}
					size={size}
					mostSize={Math.max(2, Math.round(longest / 3))}
					onSize={setSize}
					isSnapping={patchGrid ? isSnapping : undefined}
					canSnap={grid !== undefined}
					onSnapping={setSnapping}
				/>
				<EditorStage
					buffer={buffer}
					tool={tool}
					size={size}
					paint={choice.kind === "color" && isFilling(tool) ? colorText(choice.color) : undefined}
					grid={isSnapped ? grid : undefined}
					label={`${alt}, to be edited`}
					onStroke={(path) => {
						const op = strokeOp(tool, path, image, { fill, size, grid: isSnapped ? grid : undefined });
						if (op) go(pushOp(history, op), `${opText(op)}.`);
					}}
					onZoom={setZoom}
					turn={turn}
				/>
				<div className="lvlm-editor-foot">
					<span className="lvlm-tools">
						<button
							type="button"
							className="lvlm-button"
							disabled={history.done.length === 0}
							title="Ctrl+Z"
							onClick={back}
						>
							<Glyph name="undo" />
							Undo
						</button>
						<button
							type="button"
							className="lvlm-button"
							disabled={history.undone.length === 0}
							title="Ctrl+Shift+Z"
							onClick={forth}
						>
							<Glyph name="redo" />
							Redo
						</button>
					</span>
					<span className="lvlm-tools">
						<ZoomTools
							zoom={zoom}
							least={1}
							most={16}
							step={1.5}
							onTurn={(factor) => turn.current(factor)}
							onWhole={() => turn.current(0)}
						/>
					</span>
				</div>
				<p id={`${id}-caption`} className="lvlm-hint lvlm-number">
					{`${crop.width} × ${crop.height} pixels. ${edits}`}
				</p>
				<p role="status" className="lvlm-hidden">
					{said}
				</p>
			</section>
		</Root>
	);
}
