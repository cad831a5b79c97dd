import { type RgbImage, tensor } from "@lvlm-interpret/core";
import { fitScale, formatValue, type ScaleOptions } from "@lvlm-interpret/core/paint";
import { type JSX, useMemo, useRef, useState } from "react";
import { ValueGrid } from "../attention/value-grid.js";
import { galleryAtlas, paintAtlas } from "../compute/gallery-atlas.js";
import { Legend, type LegendMarker } from "../foundation/legend.js";
import { PickTools } from "../foundation/pick-tools.js";
import { Segmented } from "../foundation/segmented.js";
import type { TableData } from "../foundation/table-data.js";
import { useWidth } from "../foundation/use-width.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { imageStyles } from "../theme/styles-image.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { ranksOf } from "../tokens/token-units.js";
import { galleryGround } from "./gallery-ground.js";
import { gridStatus } from "./grid-status.js";
import { topCells } from "./patch-caption.js";
import { massInside, massText, type TruthMask } from "./truth-mask.js";
import { TruthKey, TruthOverlay } from "./truth-parts.js";

const none: readonly number[] = [];
const orders = [
	{ value: "said", label: "As said" },
	{ value: "most", label: "Most first" },
] as const;
const scales = [
	{ value: "all", label: "One scale" },
	{ value: "each", label: "Own scales" },
] as const;

/** A word with its map. Equal words are separate items, told apart by their positions. */
export interface GalleryItem {
	readonly text: string;
	/** Joint positions of its tokens: what picking it picks. */
	readonly positions: readonly number[];
	/** Shape [rows, columns], row-major; NaN for none. */
	readonly values: ArrayLike<number>;
}

export interface RelevanceGalleryProps extends FrameProps {
	readonly items: readonly GalleryItem[];
	readonly grid: { readonly rows: number; readonly columns: number } | undefined;
	readonly unit: string;
	/** Under every thumbnail: the part of the picture that the grid covers. */
	readonly image?: RgbImage;
	readonly opacity?: number;
	/** Where the object really is: over every thumbnail, and the mass inside it in caption and table. */
	readonly truth?: TruthMask;
	readonly scale?: ScaleOptions;
	/** What is shown first. Default `all`: colours of two words can be compared. */
	readonly scaleLock?: "all" | "each";
	readonly order?: "said" | "most";
	/** Default "Every word". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

function sumOf(values: ArrayLike<number>): number {
	let sum = 0;
	let there = 0;
	for (let i = 0; i < values.length; i++) {
		if (Number.isNaN(values[i])) continue;
		sum += values[i] as number;
		there++;
	}
	return there === 0 ? Number.NaN : sum;
}

function shortened(text: string, length: number): string {
	const characters = Array.from(text);
	return characters.length > length ? `${characters.slice(0, Math.max(1, length - 1)).join("")}…` : text;
}

/** One small map a word, all of them in one picture and on one scale. A click picks the word in all views. */
export function RelevanceGallery(props: RelevanceGalleryProps): JSX.Element {
	const { items, grid, unit, image, opacity = 0.7, scale: options, title = "Every word", truth } = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const tokens = useSelection((locked) => locked.tokens, store);
	const [order, setOrder] = useState(props.order ?? "said");
	const [lock, setLock] = useState(props.scaleLock ?? "all");
	const [isExtending, setExtending] = useState(false);
	const marker = useRef<LegendMarker>(null);
	const [box, setBox] = useState<HTMLDivElement | null>(null);
	const width = useWidth(box, 640);
	const { rows, columns } = grid ?? { rows: 0, columns: 0 };
	const mask = truth && grid && truth.shares.length === rows * columns ? truth : undefined;
	const cells = rows * columns;
	const fits = cells > 0 && items.every((item) => item.values.length === cells);
	const sums = useMemo(() => items.map((item) => sumOf(item.values)), [items]);
	const ranks = useMemo(() => ranksOf(sums), [sums]);
	const shown = useMemo(() => {
		const all = items.map((_, index) => index);
		if (order === "said") return all;
		const best = topCells(sums, items.length);
		return [...best, ...all.filter((index) => Number.isNaN(sums[index]))];
	}, [items, sums, order]);
	// Thumbnails of some 120 pixels; few words do not become large.
	const across = Math.max(2, Math.min(items.length, Math.floor(width / 120)));
	const gap = Math.ceil(rows * 0.22);
	const atlas = useMemo(
		() => (fits && items.length > 0 ? galleryAtlas(items.length, rows, columns, { across, gap }) : undefined),
		[fits, items.length, rows, columns, across, gap],
	);
	const values = useMemo(() => {
		const all = new Float32Array(fits ? items.length * cells : 0);
		if (fits) for (const [index, item] of items.entries()) all.set(Array.from(item.values), index * cells);
		return all;
	}, [items, cells, fits]);
	const shared = useMemo(() => fitScale(values, options), [values, options]);
	const picture = useMemo(() => {
		if (!atlas) return undefined;
		const used =
			lock === "all"
				? shared
				: shown.map((index) => fitScale(values.subarray(index * cells, (index + 1) * cells), options));
		return paintAtlas(atlas, values, used, shown);
	}, [atlas, values, shared, lock, shown, cells, options]);
	const ground = useMemo(() => {
		if (!atlas || !image) return undefined;
		return galleryGround(atlas, image, Math.max(1, Math.ceil(144 / columns)));
	}, [atlas, image, columns]);
	const isPicked = (index: number, list: readonly number[]): boolean =>
		(items[index]?.positions ?? none).some((position) => list.includes(position));
	const placesOf = (list: readonly number[]): number[] =>
		shown.flatMap((index, place) => (isPicked(index, list) ? [place] : []));
	const nameOf = (place: number): string => {
		const index = shown[place] as number;
		const rank = ranks[index];
		return `“${items[index]?.text}”, ${rank ? `${formatValue(sums[index] as number)} ${unit} on the picture, rank ${rank} of ${items.length}` : "no value"}`;
	};
	const pick = (places: readonly number[], isAdding: boolean): void => {
		const chosen = places.flatMap((place) => items[shown[place] as number]?.positions ?? []);
		const old = store.getState().locked.tokens;
		const areAll = chosen.every((position) => old.includes(position));
		if (isAdding || isExtending) {
			store.lock({
				tokens: areAll ? old.filter((one) => !chosen.includes(one)) : [...new Set([...old, ...chosen])],
			});
		} else store.lock({ tokens: areAll && old.length === chosen.length && places.length === 1 ? [] : chosen });
	};
	const best = topCells(sums, 3);
	const pickedWords = items.filter((_, index) => isPicked(index, tokens));
	const list = (indices: readonly number[]): string =>
		indices.map((index) => `“${items[index]?.text}” (${formatValue(sums[index] as number)})`).join(", ");
	const caption = `${items.length} ${items.length === 1 ? "word" : "words"}, each ${rows} x ${columns} patches coloured by ${unit}, ${
		lock === "all" ? "all on one scale" : "each on a scale of its own: colours of two words cannot be compared"
	}. Most on the picture: ${list(best) || "no word has a value"}.${
		mask
			? ` Inside the mask of ${mask.label}: ${best.map((index) => `“${items[index]?.text}” ${massText(items[index]?.values ?? none, mask)}`).join(", ")}.`
			: ""
	}${pickedWords.length > 0 ? ` Picked: ${pickedWords.map((item) => `“${item.text}”`).join(", ")}.` : ""}`;
	const table = (): TableData => ({
		columns: [
			{ label: "word" },
			{ label: "positions" },
			{ label: `${unit} on the picture`, isNumeric: true },
			{ label: "rank", isNumeric: true },
			{ label: "highest row", isNumeric: true },
			{ label: "highest column", isNumeric: true },
			...(mask ? [{ label: `share of the mass inside ${mask.label}`, isNumeric: true }] : []),
		],
		rows: shown.map((index) => {
			const item = items[index] as GalleryItem;
			const [cell = Number.NaN] = topCells(item.values, 1);
			const place = [Math.floor(cell / columns) + 1, (cell % columns) + 1];
			const inside = mask ? [massInside(item.values, mask)] : [];
			return [item.text, item.positions.join(" "), sums[index] as number, ranks[index] as number, ...place, ...inside];
		}),
	});
	const rowsOfAtlas = atlas ? Math.ceil(items.length / atlas.across) : 0;
	return (
		<ViewFrame
			{...props}
			sheet={imageStyles}
			title={title}
			status={
				props.status ??
				(items.length === 0
					? { kind: "empty", message: "No word has a map." }
					: gridStatus(
							grid,
							fits ? undefined : `The grid of ${rows} x ${columns} does not hold the maps of all words.`,
						))
			}
			caption={caption}
			table={table}
			numbers={() => tensor("float32", [items.length, rows, columns], values)}
			legend={
				<>
					{lock === "all" ? (
						<Legend scale={shared} unit={unit} marker={marker} />
					) : (
						<p className="lvlm-caption">Colours run from the lowest to the highest {unit} of each word.</p>
					)}
					{mask && <TruthKey mask={mask} />}
				</>
			}
			toolbar={
				<>
					<Segmented label="Order" options={orders} value={order} onChange={setOrder} />
					<Segmented label="Colours" options={scales} value={lock} onChange={setLock} />
					<PickTools
						isExtending={isExtending}
						onExtend={setExtending}
						canRelease={tokens.length > 0}
						onRelease={() => store.release("token")}
					/>
				</>
			}
		>
			<div ref={setBox}>
				{atlas && picture && (
					<div className="lvlm-words" style={{ maxWidth: 150 * atlas.across }}>
						<ValueGrid
							label={title}
							rows={rowsOfAtlas}
							columns={atlas.across}
							count={items.length}
							picture={picture}
							ground={ground}
							opacity={image ? opacity : 1}
							store={store}
							nameOf={nameOf}
							marks={() => ({ top: none, picked: placesOf(store.getState().locked.tokens) })}
							hovered={() => placesOf(store.getState().hover.tokens ?? none)}
							onHover={(place) =>
								store.preview(
									place === undefined ? {} : { tokens: [...(items[shown[place] as number]?.positions ?? [])] },
								)
							}
							onPick={pick}
							onRelease={() => store.release("token")}
							halfGap={{ x: (0.5 * gap) / (columns + gap), y: 0 }}
							style={{ aspectRatio: `${atlas.width} / ${atlas.height}` }}
						>
							{mask &&
								shown.map((index, place) => (
									<span
										key={`truth ${index}`}
										style={{
											position: "absolute",
											left: `${(100 * ((place % atlas.across) * (columns + gap) + 0.5 * gap)) / atlas.width}%`,
											top: `${(100 * Math.floor(place / atlas.across) * (rows + gap)) / atlas.height}%`,
											width: `${(100 * columns) / atlas.width}%`,
											height: `${(100 * rows) / atlas.height}%`,
										}}
									>
										<TruthOverlay mask={mask} rows={rows} columns={columns} />
									</span>
								))}
							{shown.map((index, place) => (
								<span
									key={index}
									className="lvlm-word-name"
									style={{
										left: `${(100 * ((place % atlas.across) + 0.5)) / atlas.across}%`,
										top: `${(100 * (Math.floor(place / atlas.across) + rows / (rows + gap))) / rowsOfAtlas}%`,
									}}
								>
									{shortened(items[index]?.text ?? "", Math.floor(Math.min(150, width / atlas.across) / 8.5))}
								</span>
							))}
						</ValueGrid>
					</div>
				)}
			</div>
		</ViewFrame>
	);
}
