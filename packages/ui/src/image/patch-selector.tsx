import type { RgbImage } from "@lvlm-interpret/core";
import { createPicture } from "@lvlm-interpret/core/paint";
import { type CSSProperties, type JSX, useMemo, useState } from "react";
import { ValueGrid } from "../attention/value-grid.js";
import type { DragTool } from "../canvas/grid-cells.js";
import { rgbaOf } from "../canvas/rgba-of.js";
import { PickTools } from "../foundation/pick-tools.js";
import { Segmented } from "../foundation/segmented.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { imageStyles } from "../theme/styles-image.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { gridStatus } from "./grid-status.js";
import { cellPlace } from "./patch-caption.js";

const none: readonly number[] = [];
const nothing = createPicture(1, 1);

/** How patches are picked. `similar`: a click picks those that are like it too. */
export type PatchTool = DragTool | "similar";

const tools = [
	{ value: "rectangle", label: "Rectangle" },
	{ value: "brush", label: "Brush" },
	{ value: "lasso", label: "Lasso" },
] as const;

export interface PatchSelectorProps extends FrameProps {
	/** Without one, the view says so: a shape is never guessed. */
	readonly grid: { readonly rows: number; readonly columns: number } | undefined;
	readonly image?: RgbImage;
	/** Which patches are like one, itself included. Without it that tool is not offered. */
	readonly similar?: (cell: number) => readonly number[];
	/** What is shown first. Default `rectangle`. */
	readonly tool?: PatchTool;
	readonly imageIndex?: number;
	/** Default "Patches". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

/** Picks patches of a picture: by rectangle, brush, lasso or likeness, by tap, or by arrow keys and Space. Nothing is picked until somebody picks. */
export function PatchSelector(props: PatchSelectorProps): JSX.Element {
	const { grid, image, similar, imageIndex = 0, title = "Patches" } = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const picked = useSelection((locked) => (locked.image === imageIndex ? locked.regions : none), store);
	const [tool, setTool] = useState<PatchTool>(props.tool ?? "rectangle");
	const [isExtending, setExtending] = useState(false);
	const ground = useMemo(() => image && rgbaOf(image), [image]);
	const { rows, columns } = grid ?? { rows: 0, columns: 0 };
	const count = rows * columns;
	const inGrid = picked.filter((cell) => cell < count);
	const pickedNow = (): readonly number[] => {
		const { locked } = store.getState();
		return locked.image === imageIndex ? locked.regions : none;
	};
	const pick = (cells: readonly number[], isAdding: boolean): void => {
		const old = pickedNow();
		const [first] = cells;
		const chosen = tool === "similar" && similar && cells.length === 1 ? similar(first as number) : cells;
		const areAll = chosen.every((cell) => old.includes(cell));
		let next: readonly number[] = chosen;
		if (isAdding || isExtending) {
			next = areAll ? old.filter((cell) => !chosen.includes(cell)) : [...new Set([...old, ...chosen])];
		} else if (areAll && cells.length === 1 && old.length === chosen.length) next = [];
		store.lock({ image: imageIndex, regions: next });
	};
	const table = (): TableData => ({
		columns: [{ label: "row", isNumeric: true }, { label: "column", isNumeric: true }, { label: "picked" }],
		rows: Array.from({ length: count }, (_, cell) => [
			Math.floor(cell / columns) + 1,
			(cell % columns) + 1,
			picked.includes(cell) ? "yes" : "no",
		]),
	});
	const caption = `${rows} x ${columns} patches; ${
		inGrid.length === 0
			? "none is picked."
			: `picked: ${inGrid.length} in ${cellPlace(inGrid, columns)}, ${Math.round((1000 * inGrid.length) / count) / 10} % of the picture.`
	}`;
	const all = similar ? [...tools, { value: "similar", label: "Similar" } as const] : tools;
	return (
		<ViewFrame
			{...props}
			sheet={imageStyles}
			title={title}
			status={props.status ?? gridStatus(grid, undefined)}
			caption={caption}
			table={table}
			toolbar={
				<>
					<Segmented<PatchTool> label="Tool" options={all} value={tool} onChange={setTool} />
					<PickTools
						isExtending={isExtending}
						onExtend={setExtending}
						canRelease={inGrid.length > 0}
						onRelease={() => store.release("region")}
					/>
				</>
			}
		>
			<ValueGrid
				label={title}
				rows={rows}
				columns={columns}
				picture={nothing}
				ground={ground}
				store={store}
				tool={tool === "similar" ? "rectangle" : tool}
				nameOf={(cell) =>
					`row ${Math.floor(cell / columns) + 1}, column ${(cell % columns) + 1}, ${pickedNow().includes(cell) ? "picked" : "not picked"}`
				}
				marks={() => ({ top: none, picked: pickedNow() })}
				onHover={(cell) => store.preview(cell === undefined ? {} : { image: imageIndex, regions: [cell] })}
				onPick={pick}
				onRelease={() => store.release("region")}
				style={{ aspectRatio: image ? `${image.width} / ${image.height}` : `${columns} / ${rows}` }}
			>
				<div
					className="lvlm-lines"
					style={{ "--_across": `calc(100% / ${columns})`, "--_down": `calc(100% / ${rows})` } as CSSProperties}
				/>
			</ValueGrid>
		</ViewFrame>
	);
}
