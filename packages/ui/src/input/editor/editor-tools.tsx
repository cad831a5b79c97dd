import type { JSX } from "react";
import { Glyph } from "../../controls/glyph.js";
import { Segmented } from "../../foundation/segmented.js";
import { type EditorTool, editorTools, isFilling } from "./editor-tool.js";
import type { FillChoice } from "./image-editor.js";
import { colorOfText, colorText } from "./stroke-op.js";

const fills = [
	{ value: "color", label: "Colour" },
	{ value: "blur", label: "Blur" },
	{ value: "mean", label: "Mean" },
	{ value: "noise", label: "Noise" },
] as const;

export interface EditorToolsProps {
	readonly tool: EditorTool;
	readonly onTool: (tool: EditorTool) => void;
	readonly choice: FillChoice;
	readonly onChoice: (choice: FillChoice) => void;
	/** Of the brush, in pixels of the picture. */
	readonly size: number;
	readonly mostSize: number;
	readonly onSize: (size: number) => void;
	/** Undefined where there are no patches to snap to. */
	readonly isSnapping?: boolean;
	/** Whether the picture, cropped as it is, has a grid. */
	readonly canSnap: boolean;
	readonly onSnapping: (isSnapping: boolean) => void;
}

/** What a stroke is drawn with, and what it leaves. */
export function EditorTools(props: EditorToolsProps): JSX.Element {
	const { tool, onTool, choice, onChoice, size, mostSize, onSize, isSnapping, canSnap, onSnapping } = props;
	const isBrush = tool === "brush" || tool === "erase";
	return (
		<div className="lvlm-editor-tools">
			<fieldset className="lvlm-segmented lvlm-editor-choice" aria-label="Tool">
				{editorTools.map(({ value, label, glyph }) => (
					<button
						key={value}
						type="button"
						className="lvlm-button"
						aria-pressed={tool === value}
						onClick={() => onTool(value)}
					>
						<Glyph name={glyph} />
						{label}
					</button>
				))}
			</fieldset>
			<div className="lvlm-editor-options">
				{isFilling(tool) && (
					<Segmented
						label="Cover with"
						options={fills}
						value={choice.kind}
						onChange={(kind) => onChoice({ ...choice, kind })}
					/>
				)}
				{isFilling(tool) && choice.kind === "color" && (
					<label className="lvlm-field">
						Colour
						<input
							type="color"
							className="lvlm-color"
							value={colorText(choice.color)}
							onChange={(event) => onChoice({ ...choice, color: colorOfText(event.target.value) })}
						/>
					</label>
				)}
				{isFilling(tool) && choice.kind === "blur" && (
					<label className="lvlm-field">
						Strength
						<input
							type="range"
							className="lvlm-range"
							min={1}
							max={Math.max(8, Math.round(mostSize / 2))}
							value={choice.sigma}
							aria-valuetext={`${choice.sigma} pixels`}
							onChange={(event) => onChoice({ ...choice, sigma: Number(event.target.value) })}
						/>
						<span className="lvlm-number">{choice.sigma} px</span>
					</label>
				)}
				{isBrush && (
					<label className="lvlm-field">
						Size
						<input
							type="range"
							className="lvlm-range"
							min={1}
							max={mostSize}
							value={size}
							aria-valuetext={`${size} pixels`}
							onChange={(event) => onSize(Number(event.target.value))}
						/>
						<span className="lvlm-number">{size} px</span>
					</label>
				)}
				{isSnapping !== undefined && (isFilling(tool) || tool === "erase") && (
					<label className="lvlm-switch">
						<input
							type="checkbox"
							role="switch"
							checked={isSnapping && canSnap}
							aria-checked={isSnapping && canSnap}
							disabled={!canSnap}
							onChange={(event) => onSnapping(event.target.checked)}
						/>
						<span>{canSnap ? "Whole patches" : "Whole patches: the model's grid is not known here"}</span>
					</label>
				)}
				{tool === "erase" && <span className="lvlm-hint">Gives the original back.</span>}
				{tool === "crop" && <span className="lvlm-hint">Draw what is to be left.</span>}
				{tool === "move" && <span className="lvlm-hint">Drag to move; two fingers or Ctrl and the wheel zoom.</span>}
			</div>
		</div>
	);
}
