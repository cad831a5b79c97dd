import { type ImageLayout, type RgbImage, tensor } from "@lvlm-interpret/core";
import { type JSX, useEffect, useLayoutEffect, useRef, useState } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import type { FramePainter } from "../canvas/frame-painter.js";
import { rgbaOf } from "../canvas/rgba-of.js";
import { PickTools } from "../foundation/pick-tools.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { attentionStyles } from "../theme/styles-attention.js";
import type { FrameProps } from "../tokens/token-strip.js";
import type { AxisToken } from "./axis-tokens.js";
import { type LinkScene, linkDrawing } from "./link-drawing.js";
import { strongestLinks } from "./link-geometry.js";
import { LinkLane } from "./link-lane.js";
import { short } from "./matrix-caption.js";

const none: readonly number[] = [];

export interface AttentionLinksProps extends FrameProps {
	/** FROM: tokens that look. */
	readonly from: readonly AxisToken[];
	/** TO: text and image tokens looked at. */
	readonly to: readonly AxisToken[];
	/** Shape [from, to], row-major, in original units; NaN for what the mask rules out. */
	readonly values: ArrayLike<number>;
	readonly unit: string;
	/** Which heads these are, as words. */
	readonly heads: string;
	/** Most links of a token. Default 12. */
	readonly topK?: number;
	/** Least value of a link. Default 0. */
	readonly threshold?: number;
	/** The picture that the image tokens of `to` belong to. */
	readonly image?: RgbImage;
	readonly layout?: ImageLayout;
	/** Default "Links". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

/** Lines from one token to what it looks at most, in text and picture: those of the hovered token, else of the picked one. */
export function AttentionLinks(props: AttentionLinksProps): JSX.Element {
	const { from, to, values, unit, heads, topK = 12, image, layout, title = "Links" } = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const tokens = useSelection((locked) => locked.tokens, store);
	const [threshold, setThreshold] = useState(props.threshold ?? 0);
	// Not there while the frame shows a state in its place.
	const [box, setBox] = useState<HTMLDivElement | null>(null);
	const canvas = useRef<HTMLCanvasElement>(null);
	const picture = useRef<HTMLCanvasElement>(null);
	const fits = values.length === from.length * to.length && values.length > 0;
	const rowOf = (picked: readonly number[] | undefined): number =>
		from.findIndex((token) => picked?.includes(token.selects));
	const text = to.filter((token) => !token.image);
	const lockedRow = rowOf(tokens);
	const shownRow = lockedRow < 0 ? from.length - 1 : lockedRow;
	const linksOf = (row: number): { column: number; value: number }[] =>
		fits && row >= 0 ? strongestLinks(values, to.length, row, { topK, threshold }) : [];
	const scene = useRef<LinkScene>(undefined);
	scene.current = {
		row(isLocked) {
			const hovered = isLocked ? -1 : rowOf(store.getState().hover.tokens);
			return hovered < 0 ? shownRow : hovered;
		},
		linksOf,
		to,
		layout,
	};
	const painter = useRef<FramePainter>(undefined);

	useLayoutEffect(() => {
		if (box && picture.current && image) drawPicture(picture.current, rgbaOf(image));
	}, [image, box]);
	useEffect(() => {
		if (!box || !canvas.current) return;
		const drawing = linkDrawing(box, canvas.current, () => scene.current as LinkScene);
		painter.current = drawing;
		const sizes = new ResizeObserver(drawing.request);
		sizes.observe(box);
		const stop = store.subscribe((state) => state.hover, drawing.request);
		return () => {
			stop();
			sizes.disconnect();
			drawing.cancel();
		};
	}, [store, box]);
	// Any render may have moved tokens, or changed what is linked.
	useEffect(() => painter.current?.request());

	const links = linksOf(shownRow);
	const who = from[shownRow]?.text;
	const best = links
		.slice(0, 3)
		.map(({ column, value }) => `“${to[column]?.text}” (${short(value)})`)
		.join(", ");
	const table = (): TableData => ({
		columns: [
			{ label: "from" },
			{ label: "to position", isNumeric: true },
			{ label: "to" },
			{ label: unit, isNumeric: true },
		],
		rows: links.map(({ column, value }) => [
			from[shownRow]?.text ?? "",
			to[column]?.position ?? Number.NaN,
			to[column]?.text ?? "",
			value,
		]),
	});
	const message = "There are no tokens to link.";
	return (
		<ViewFrame
			{...props}
			sheet={attentionStyles}
			title={title}
			status={props.status ?? (fits ? undefined : { kind: "empty", message })}
			caption={`Up to ${topK} strongest links of at least ${short(threshold)} from “${who}”; ${heads}; ${unit}, thicker is more. ${
				best ? `Strongest: ${best}.` : "No link is that strong."
			}`}
			table={table}
			numbers={() => tensor("float32", [from.length, to.length], Float32Array.from(values))}
			toolbar={
				<>
					<label className="lvlm-field">
						At least
						<select
							className="lvlm-select"
							value={threshold}
							onChange={(event) => setThreshold(Number(event.target.value))}
						>
							{[...new Set([0, 0.01, 0.02, 0.05, 0.1, threshold])].map((one) => (
								<option key={one} value={one}>
									{one}
								</option>
							))}
						</select>
					</label>
					<PickTools canRelease={tokens.length > 0} onRelease={() => store.release("token")} />
				</>
			}
		>
			<div ref={setBox} className="lvlm-links">
				<LinkLane tokens={from} store={store} picked={lockedRow < 0 ? none : [lockedRow]} />
				<div className="lvlm-lane" data-lane="to">
					<p className="lvlm-lane-name">to</p>
					{text.map((token) => (
						<span key={token.position} className="lvlm-link-token" data-position={token.position}>
							{token.text}
						</span>
					))}
					{image && (
						<div className="lvlm-link-picture" aria-hidden="true">
							<canvas ref={picture} />
						</div>
					)}
				</div>
				<div aria-hidden="true">
					<canvas ref={canvas} className="lvlm-links-canvas" />
				</div>
			</div>
		</ViewFrame>
	);
}
