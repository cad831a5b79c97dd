import type { RgbImage } from "@lvlm-interpret/core";
import { formatValue } from "@lvlm-interpret/core/paint";
import { type JSX, type KeyboardEvent, useRef } from "react";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { imageStyles } from "../theme/styles-image.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { ThumbButton } from "./thumb-button.js";

/** A picture of the conversation: a frame of a video, or one of several images. */
export interface StripFrame {
	/** "0:04", "picture 2" */
	readonly label: string;
	readonly image?: RgbImage;
	/** The number of the whole picture; NaN for none. */
	readonly value: number;
}

export interface FrameStripProps extends FrameProps {
	/** In the order of the sequence: the index is the selection's `image`. */
	readonly frames: readonly StripFrame[];
	readonly unit: string;
	/** Default "Pictures". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

/** Several pictures in their order, each with its share; picking one shows it in all views. */
export function FrameStrip(props: FrameStripProps): JSX.Element {
	const { frames, unit, title = "Pictures" } = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const at = useSelection((locked) => locked.image, store);
	const box = useRef<HTMLDivElement>(null);
	const valued = frames.filter((one) => !Number.isNaN(one.value));
	const most = valued.reduce((top, one) => Math.max(top, one.value), 0);
	const sum = valued.reduce((all, one) => all + one.value, 0);
	const best = [...valued].sort((a, b) => b.value - a.value)[0];
	const isShare = sum > 0 && valued.every((one) => one.value >= 0);
	const pick = (index: number): void => {
		if (index === store.getState().locked.image) return;
		// Regions are those of the picture before.
		store.lock({ image: index, regions: [] });
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		const step = { ArrowLeft: -1, ArrowRight: 1, Home: -frames.length, End: frames.length }[event.key];
		if (step === undefined) return;
		event.preventDefault();
		const next = Math.max(0, Math.min(frames.length - 1, at + step));
		pick(next);
		box.current?.querySelectorAll("button")[next]?.focus();
	};
	const table = (): TableData => ({
		columns: [{ label: "picture" }, { label: unit, isNumeric: true }],
		rows: frames.map((one) => [one.label, one.value]),
	});
	const finding = !best
		? "none has a value."
		: `most in “${best.label}”: ${isShare ? `${formatValue((100 * best.value) / sum, 100)} % of all` : formatValue(best.value)}.`;
	return (
		<ViewFrame
			{...props}
			sheet={imageStyles}
			title={title}
			status={props.status ?? (frames.length === 0 ? { kind: "empty", message: "There are no pictures." } : undefined)}
			caption={`${frames.length} ${frames.length === 1 ? "picture" : "pictures"} by ${unit}; ${finding} Shown: “${frames[at]?.label ?? "none"}”.`}
			table={table}
			legend={
				<p className="lvlm-caption">
					Bars are {unit}, from 0 to {formatValue(most)}.
				</p>
			}
		>
			{/* biome-ignore lint/a11y/useSemanticElements: buttons side by side are no form. */}
			<div ref={box} role="group" aria-label={title} className="lvlm-thumbs" data-frames="" onKeyDown={onKeyDown}>
				{frames.map((one, index) => (
					<ThumbButton
						key={one.label}
						label={one.label}
						image={one.image}
						value={one.value}
						share={most > 0 ? one.value / most : 0}
						unit={unit}
						isPicked={index === at}
						onPick={() => pick(index)}
						onHover={(isHovered) => store.preview(isHovered ? { image: index } : {})}
					/>
				))}
			</div>
		</ViewFrame>
	);
}
