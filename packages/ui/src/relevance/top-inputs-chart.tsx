import type { ImageLayout, RgbImage } from "@lvlm-interpret/core";
import { formatValue } from "@lvlm-interpret/core/paint";
import { type JSX, useLayoutEffect, useRef } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { rgbaOf } from "../canvas/rgba-of.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import { cropOf } from "../image/picture-tiles.js";
import type { SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionStore } from "../selection/use-selection.js";
import { relevanceStyles } from "../theme/styles-relevance.js";
import type { FrameProps } from "../tokens/token-strip.js";
import type { TopInput } from "./top-inputs.js";

const segmentOf = { patch: "image", prompt: "question", answer: "answer" } as const;
const kindNames = { patch: "patch of the picture", prompt: "word of the prompt", answer: "earlier word of the answer" };

export interface TopInputsChartProps extends FrameProps {
	/** Strongest first; `topInputs` makes them of a result. */
	readonly items: readonly TopInput[];
	readonly unit: string;
	/** What came from them: "“orange”". */
	readonly of?: string;
	/** How many are shown. Default 10. */
	readonly k?: number;
	/** For the patches' own pictures. */
	readonly image?: RgbImage;
	readonly layout?: ImageLayout;
	readonly imageIndex?: number;
	/** Default "What counted most". */
	readonly title?: string;
	readonly store?: SelectionStore;
}

function Thumb({ image, layout, region }: { image: RgbImage; layout: ImageLayout; region: number }): JSX.Element {
	const canvas = useRef<HTMLCanvasElement>(null);
	const rect = layout.regions[region];
	useLayoutEffect(() => {
		if (canvas.current && rect) drawPicture(canvas.current, rgbaOf(cropOf(image, rect)));
	}, [image, rect]);
	return <canvas ref={canvas} className="lvlm-input-thumb" />;
}

/** The words and patches that counted most, on one scale; a click picks them in all views. */
export function TopInputsChart(props: TopInputsChartProps): JSX.Element {
	const { unit, of, k = 10, image, layout, imageIndex = 0, title = "What counted most" } = props;
	const store = useSelectionStore(props.store);
	const locked = useSelection((selection) => selection, store);
	const items = props.items.slice(0, k);
	const most = items.reduce((top, one) => Math.max(top, one.value), 0);
	const isPicked = ({ region, position }: TopInput): boolean =>
		region !== undefined
			? locked.image === imageIndex && locked.regions.includes(region)
			: locked.tokens.includes(position as number);
	const [first] = items;
	const counts = (["patch", "prompt", "answer"] as const)
		.map((kind) => [items.filter((one) => one.kind === kind).length, kindNames[kind]] as const)
		.filter(([count]) => count > 0)
		.map(
			([count, name]) =>
				`${count} ${count === 1 ? name : name.replace(/patch|word/, (noun) => (noun === "patch" ? "patches" : "words"))}`,
		);
	const caption = first
		? `${counts.join(", ")} on one scale by ${unit}${of ? `, for ${of}` : ""}. Most: ${first.label}, ${formatValue(first.value)}.`
		: undefined;
	const table = (): TableData => ({
		columns: [{ label: "input" }, { label: "kind" }, { label: unit, isNumeric: true }],
		rows: items.map((one) => [one.label, kindNames[one.kind], one.value]),
	});
	return (
		<ViewFrame
			{...props}
			sheet={relevanceStyles}
			title={title}
			status={props.status ?? (first ? undefined : { kind: "empty", message: "Nothing has any relevance here." })}
			caption={caption}
			table={table}
			legend={
				<p className="lvlm-part-keys">
					{(["patch", "prompt", "answer"] as const)
						.filter((kind) => items.some((one) => one.kind === kind))
						.map((kind) => (
							<span key={kind} data-segment={segmentOf[kind]}>
								<span className="lvlm-swatch" />
								{kindNames[kind]}
							</span>
						))}
					<span>
						Bars: {unit}, 0 to {formatValue(most)}
					</span>
				</p>
			}
		>
			<ol className="lvlm-stacked lvlm-inputs">
				{items.map((one) => (
					<li key={`${one.kind} ${one.region ?? one.position}`} className="lvlm-stacked-row">
						<button
							type="button"
							className="lvlm-stacked-button"
							aria-pressed={isPicked(one)}
							onClick={(event) => {
								const isExtending = event.shiftKey || event.ctrlKey || event.metaKey;
								if (one.region === undefined) store.toggle("token", one.position as number, isExtending);
								else if (locked.image === imageIndex) store.toggle("region", one.region, isExtending);
								else store.lock({ image: imageIndex, regions: [one.region] });
							}}
							onPointerEnter={() =>
								store.preview(
									one.region === undefined
										? { tokens: [one.position as number] }
										: { image: imageIndex, regions: [one.region] },
								)
							}
							onPointerLeave={() => store.preview({})}
						>
							<span aria-hidden="true">
								{one.region !== undefined && image && layout && (
									<Thumb image={image} layout={layout} region={one.region} />
								)}
							</span>
							<span className="lvlm-stacked-name">{one.label}</span>{" "}
							<span className="lvlm-stacked-track" aria-hidden="true">
								<span
									className="lvlm-input-fill"
									data-segment={segmentOf[one.kind]}
									style={{ width: `${most > 0 ? (100 * one.value) / most : 0}%` }}
								/>
							</span>{" "}
							<span className="lvlm-stacked-value lvlm-number">
								{formatValue(one.value)}
								<span className="lvlm-hidden">
									{" "}
									{unit}, {kindNames[one.kind]}
								</span>
							</span>
						</button>
					</li>
				))}
			</ol>
		</ViewFrame>
	);
}
