import { type ImageLayout, type Result, type RgbImage, tensor } from "@lvlm-interpret/core";
import { fitScale, formatValue, type ScaleOptions } from "@lvlm-interpret/core/paint";
import { type JSX, useMemo, useRef, useState } from "react";
import { Legend, type LegendMarker } from "../foundation/legend.js";
import { PickTools } from "../foundation/pick-tools.js";
import { Segmented } from "../foundation/segmented.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionStore } from "../selection/use-selection.js";
import { imageStyles } from "../theme/styles-image.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { ranksOf } from "../tokens/token-units.js";
import { patchStatus } from "./grid-status.js";
import { patchCaption, topCells } from "./patch-caption.js";
import { PatchGrid } from "./patch-grid.js";
import { type SinkCandidate, sinksOf } from "./sinks.js";

const none: readonly number[] = [];
const modes = [
	{ value: "keep", label: "Keep" },
	{ value: "dim", label: "Dim" },
	{ value: "hide", label: "Hide" },
] as const;

/** `hide` takes them out of scale, ranks and shares; `dim` only draws them faintly. */
export type SinkMode = "keep" | "dim" | "hide";

export interface SinkMaskProps extends FrameProps {
	readonly grid: { readonly rows: number; readonly columns: number } | undefined;
	/** Shape [rows, columns], row-major. */
	readonly values: ArrayLike<number>;
	readonly unit: string;
	/** The result that the map is of, with the layout of its picture: what it names as sinks is what is suspected; see `sinksOf`. */
	readonly result?: Pick<Result, "sinks" | "tensors">;
	readonly layout?: ImageLayout;
	/** What is suspected, with reasons, in place of what the result names. */
	readonly candidates?: readonly SinkCandidate[];
	/** What is shown first. Default `keep`: nothing is taken away unasked. */
	readonly mode?: SinkMode;
	readonly scale?: ScaleOptions;
	readonly image?: RgbImage;
	readonly opacity?: number;
	readonly imageIndex?: number;
	/** Default "Sinks". */
	readonly title?: string;
	readonly store?: SelectionStore;
}

/** A map with and without the patches that draw mass whatever is said. */
export function SinkMask(props: SinkMaskProps): JSX.Element {
	const { grid, values, unit, result, layout, scale: options, image, opacity = 0.7, imageIndex = 0 } = props;
	const { title = "Sinks" } = props;
	const candidates = useMemo(
		() => props.candidates ?? (result && layout ? sinksOf(result, layout) : []),
		[props.candidates, result, layout],
	);
	const store = useSelectionStore(props.store);
	const regions = useSelection((locked) => (locked.image === imageIndex ? locked.regions : none), store);
	const [mode, setMode] = useState<SinkMode>(props.mode ?? "keep");
	const [kept, setKept] = useState<readonly number[]>(none);
	const [isExtending, setExtending] = useState(false);
	const marker = useRef<LegendMarker>(null);
	const fits = grid !== undefined && grid.rows * grid.columns === values.length;
	const { rows, columns } = fits ? grid : { rows: 0, columns: 0 };
	const sinks = useMemo(
		() => candidates.map((one) => one.cell).filter((cell) => !kept.includes(cell)),
		[candidates, kept],
	);
	const shown = useMemo(() => {
		const copy = Float32Array.from(values);
		if (mode === "hide") for (const cell of sinks) copy[cell] = Number.NaN;
		return copy;
	}, [values, sinks, mode]);
	const scale = useMemo(() => fitScale(shown, options), [shown, options]);
	const ranks = useMemo(() => ranksOf(Array.from(shown)), [shown]);
	const top = useMemo(() => (ranks.some((rank) => rank > 1) ? topCells(shown, 5) : none), [shown, ranks]);
	const total = Array.from(values).reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0);
	const mass = sinks.reduce((sum, cell) => sum + (values[cell] as number), 0);
	const isShare = total > 0 && Array.from(values).every((value) => !(value < 0));
	const named = props.candidates ? undefined : result?.sinks;
	const one = candidates.length === 1;
	const state = {
		keep: one ? "shown as it is" : "shown as they are",
		dim: "dimmed",
		hide: "left out of colours, ranks and shares",
	}[mode];
	const about =
		candidates.length === 0
			? `No patch is suspected of being a sink${named ? `: no hidden state of one is above ${formatValue(named.threshold)} times its root mean square in the sink channels` : ""}.`
			: `${sinks.length} of ${candidates.length} suspected ${candidates.length === 1 ? "sink" : "sinks"} ${state}${
					isShare ? `: ${formatValue((100 * mass) / total, 100)} % of the whole mass` : ""
				}.${named?.mode === "hide" ? " The map was made without them: they are 0 in it." : ""}`;
	const table = (): TableData => ({
		columns: [
			...["row", "column", unit, "rank"].map((label) => ({ label, isNumeric: true })),
			{ label: "suspected" },
			{ label: "reason" },
		],
		rows: Array.from(values, (value, cell) => {
			const found = candidates.find((one) => one.cell === cell);
			const place = [Math.floor(cell / columns) + 1, (cell % columns) + 1];
			return [...place, value, ranks[cell] as number, found ? "yes" : "no", found?.reason ?? ""];
		}),
	});
	return (
		<ViewFrame
			{...props}
			sheet={imageStyles}
			title={title}
			status={props.status ?? patchStatus(grid, values)}
			caption={fits ? `${about} ${patchCaption(shown, grid, { unit, topK: 5, picked: regions })}` : undefined}
			table={table}
			numbers={() => tensor("float32", [rows, columns], shown)}
			legend={<Legend scale={scale} unit={unit} marker={marker} />}
			toolbar={
				<>
					<Segmented label="Suspected sinks" options={modes} value={mode} onChange={setMode} />
					<PickTools
						isExtending={isExtending}
						onExtend={setExtending}
						canRelease={regions.length > 0}
						onRelease={() => store.release("region")}
					/>
				</>
			}
		>
			<PatchGrid
				label={title}
				rows={rows}
				columns={columns}
				values={shown}
				unit={unit}
				scale={scale}
				ranks={ranks}
				top={top}
				image={image}
				opacity={opacity}
				isSmooth={false}
				dimmed={mode === "dim" ? sinks : none}
				imageIndex={imageIndex}
				isExtending={isExtending}
				store={store}
				marker={marker}
			/>
			{candidates.length > 0 && (
				<ul className="lvlm-sinks" aria-label="Suspected sinks">
					{candidates.map(({ cell, reason }) => (
						<li key={cell}>
							<label className="lvlm-sink">
								<input
									type="checkbox"
									checked={!kept.includes(cell)}
									onChange={() => setKept(kept.includes(cell) ? kept.filter((one) => one !== cell) : [...kept, cell])}
								/>
								<span>
									Row {Math.floor(cell / columns) + 1}, column {(cell % columns) + 1}: <bdi>{reason}</bdi>
								</span>
							</label>
						</li>
					))}
				</ul>
			)}
		</ViewFrame>
	);
}
