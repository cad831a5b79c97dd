import { type ImageLayout, isLvlmError, type RgbImage } from "@lvlm-interpret/core";
import { fitScale, formatValue, type ScaleOptions } from "@lvlm-interpret/core/paint";
import { type JSX, useMemo, useRef, useState } from "react";
import { Legend, type LegendMarker } from "../foundation/legend.js";
import { PickTools } from "../foundation/pick-tools.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { imageStyles } from "../theme/styles-image.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { ranksOf } from "../tokens/token-units.js";
import { patchCaption, topCells } from "./patch-caption.js";
import { PatchGrid } from "./patch-grid.js";
import { cropOf, pictureTiles, type TileSpec } from "./picture-tiles.js";
import { ThumbButton } from "./thumb-button.js";

const none: readonly number[] = [];

export interface TileNavigatorProps extends FrameProps {
	readonly layout: ImageLayout;
	/** One a region of the layout, in original units; NaN for none. */
	readonly values: ArrayLike<number>;
	readonly unit: string;
	/** Which regions form which tile. */
	readonly tiles: readonly TileSpec[];
	readonly image?: RgbImage;
	readonly scale?: ScaleOptions;
	readonly opacity?: number;
	readonly imageIndex?: number;
	/** Default "Tiles". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

/** The tiles of a picture that the model cuts up, each with its share; one of them large. All have one scale. */
export function TileNavigator(props: TileNavigatorProps): JSX.Element {
	const { layout, values, unit, tiles: specs, image, scale: options, opacity = 0.7, imageIndex = 0 } = props;
	const { title = "Tiles" } = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const picked = useSelection((locked) => (locked.image === imageIndex ? locked.regions : none), store);
	const [isExtending, setExtending] = useState(false);
	const [chosen, setChosen] = useState<number>();
	const marker = useRef<LegendMarker>(null);
	const { tiles, message } = useMemo(() => {
		try {
			return { tiles: pictureTiles(layout, values, specs), message: "" };
		} catch (error) {
			if (!isLvlmError(error)) throw error;
			return { tiles: [], message: error.message };
		}
	}, [layout, values, specs]);
	const scale = useMemo(
		() => fitScale(Float32Array.from(tiles.flatMap((tile) => Array.from(tile.values))), options),
		[tiles, options],
	);
	const crops = useMemo(() => tiles.map((tile) => image && cropOf(image, tile.rect)), [tiles, image]);
	const best = tiles.reduce((top, tile, at) => (tile.total > (tiles[top]?.total ?? -Infinity) ? at : top), 0);
	const at = chosen ?? best;
	const tile = tiles[at];
	const ranks = useMemo(() => ranksOf(Array.from(tile?.values ?? [])), [tile]);
	const top = useMemo(() => (tile && ranks.some((rank) => rank > 1) ? topCells(tile.values, 5) : none), [tile, ranks]);
	const whole = tiles.reduce((sum, one) => sum + one.total, 0);
	const isShare = whole > 0 && tiles.every((one) => one.values.every((value) => !(value < 0)));
	const most = tiles.reduce((top, one) => Math.max(top, one.total), 0);
	// Tiles of the same width as the whole picture are its thumbnail; the others lie where they lie on it.
	const isWhole = (index: number): boolean =>
		tiles.length > 1 && tiles[index]?.rect.width === Math.max(...tiles.map((one) => one.rect.width));
	const parts = tiles.map((_, index) => index).filter((index) => !isWhole(index));
	const lefts = [...new Set(parts.map((index) => tiles[index]?.rect.x as number))].sort((a, b) => a - b);
	const tops = [...new Set(parts.map((index) => tiles[index]?.rect.y as number))].sort((a, b) => a - b);
	const button = (index: number): JSX.Element => {
		const one = tiles[index] as (typeof tiles)[number];
		const place = isWhole(index)
			? undefined
			: { gridColumn: lefts.indexOf(one.rect.x) + 1, gridRow: tops.indexOf(one.rect.y) + 1 };
		return (
			<ThumbButton
				key={one.label}
				label={one.label}
				image={crops[index]}
				grid={one.grid}
				values={one.values}
				scale={scale}
				opacity={opacity}
				value={one.total}
				share={most > 0 ? one.total / most : 0}
				unit={unit}
				isPicked={index === at}
				style={place}
				onPick={() => setChosen(index)}
			/>
		);
	};
	const pickedHere = tile ? tile.regions.flatMap((region, cell) => (picked.includes(region) ? [cell] : [])) : none;
	const first = tiles[best];
	const about = first
		? `${tiles.length} tiles on one scale; most ${unit} in “${first.label}”: ${
				isShare ? `${formatValue((100 * first.total) / whole, 100)} % of all tiles` : formatValue(first.total)
			}. `
		: "";
	const table = (): TableData => ({
		columns: [{ label: "tile" }, ...["region", "row", "column", unit].map((label) => ({ label, isNumeric: true }))],
		rows: tiles.flatMap((one) =>
			one.regions.map((region, cell) => [
				one.label,
				region,
				Math.floor(cell / one.grid.columns) + 1,
				(cell % one.grid.columns) + 1,
				one.values[cell] as number,
			]),
		),
	});
	return (
		<ViewFrame
			{...props}
			sheet={imageStyles}
			title={title}
			status={
				props.status ??
				(message
					? { kind: "error", message, hint: "Say which regions of the layout form each tile." }
					: tile
						? undefined
						: { kind: "empty", message: "This picture is not cut into tiles." })
			}
			caption={
				tile &&
				`${about}“${tile.label}”: ${patchCaption(tile.values, tile.grid, { unit, topK: 5, picked: pickedHere })}`
			}
			table={table}
			legend={<Legend scale={scale} unit={unit} marker={marker} />}
			toolbar={
				<PickTools
					isExtending={isExtending}
					onExtend={setExtending}
					canRelease={picked.length > 0}
					onRelease={() => store.release("region")}
				/>
			}
		>
			{tile && (
				<div className="lvlm-tile-view">
					<div>
						{/* biome-ignore lint/a11y/useSemanticElements: buttons side by side are no form. */}
						<div role="group" aria-label="Tiles">
							<div
								className="lvlm-tiles"
								style={{ gridTemplateColumns: `repeat(${Math.max(1, lefts.length)}, minmax(0, 1fr))` }}
							>
								{parts.map(button)}
							</div>
							<div className="lvlm-thumbs" style={{ marginTop: parts.length < tiles.length ? 8 : 0 }}>
								{tiles.map((_, index) => (isWhole(index) ? button(index) : null))}
							</div>
						</div>
					</div>
					<PatchGrid
						label={`${title}: ${tile.label}`}
						rows={tile.grid.rows}
						columns={tile.grid.columns}
						values={tile.values}
						unit={unit}
						scale={scale}
						ranks={ranks}
						top={top}
						image={crops[at]}
						opacity={opacity}
						isSmooth={false}
						regions={tile.regions}
						imageIndex={imageIndex}
						isExtending={isExtending}
						store={store}
						marker={marker}
					/>
				</div>
			)}
		</ViewFrame>
	);
}
