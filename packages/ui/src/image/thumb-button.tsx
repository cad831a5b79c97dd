import type { RgbImage } from "@lvlm-interpret/core";
import { formatValue, paintGrid, type ValueScale } from "@lvlm-interpret/core/paint";
import { type CSSProperties, type JSX, useLayoutEffect, useRef } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { rgbaOf } from "../canvas/rgba-of.js";

export interface ThumbButtonProps {
	readonly label: string;
	readonly image?: RgbImage;
	readonly grid?: { readonly rows: number; readonly columns: number };
	readonly values?: ArrayLike<number>;
	readonly scale?: ValueScale;
	readonly opacity?: number;
	/** Its number, and that number as a share of the largest. */
	readonly value: number;
	readonly share: number;
	readonly unit: string;
	readonly isPicked: boolean;
	readonly style?: CSSProperties;
	readonly onPick: () => void;
	readonly onHover?: (isHovered: boolean) => void;
}

/** A small picture with a name, a number and a bar, to be picked. */
export function ThumbButton(props: ThumbButtonProps): JSX.Element {
	const { label, image, grid, values, scale, opacity = 0.7, value, share, unit, isPicked, onHover } = props;
	const ground = useRef<HTMLCanvasElement>(null);
	const colours = useRef<HTMLCanvasElement>(null);
	useLayoutEffect(() => {
		if (ground.current && image) drawPicture(ground.current, rgbaOf(image));
	}, [image]);
	useLayoutEffect(() => {
		if (colours.current && grid && values && scale) {
			drawPicture(colours.current, paintGrid(values, grid.rows, grid.columns, scale));
		}
	}, [grid, values, scale]);
	const shape = image ? `${image.width} / ${image.height}` : grid ? `${grid.columns} / ${grid.rows}` : "4 / 3";
	return (
		<button
			type="button"
			className="lvlm-thumb-button"
			style={props.style}
			aria-pressed={isPicked}
			onClick={props.onPick}
			onPointerEnter={onHover && (() => onHover(true))}
			onPointerLeave={onHover && (() => onHover(false))}
		>
			<span className="lvlm-thumb-picture" style={{ aspectRatio: shape }}>
				{image && <canvas ref={ground} />}
				{values && <canvas ref={colours} style={{ opacity: image ? opacity : 1, imageRendering: "pixelated" }} />}
			</span>
			<span className="lvlm-thumb-bar">
				<span style={{ width: `${100 * Math.max(0, Math.min(1, share || 0))}%` }} />
			</span>
			<span className="lvlm-thumb-name">
				<span>{label}</span>{" "}
				<span className="lvlm-number">
					{formatValue(value)}
					<span className="lvlm-hidden"> {unit}</span>
				</span>
			</span>
		</button>
	);
}
