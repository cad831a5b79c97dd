import type { ImageLayout, Result, RgbImage, Sequence } from "@lvlm-interpret/core";
import { type JSX, useMemo, useState } from "react";
import { Segmented } from "../foundation/segmented.js";
import { RelevanceGallery, type RelevanceGalleryProps } from "../image/relevance-gallery.js";
import { settingsWords } from "./map-words.js";
import { ModalityBars, type ModalityBarsProps } from "./modality-bars.js";
import { modalityItems, wordMaps } from "./relevance-rows.js";
import { patchSinkWords, tokenSinkWords } from "./sink-words.js";

const units = [
	{ value: "word", label: "Words" },
	{ value: "token", label: "Tokens" },
] as const;

export interface ModalityPanelProps extends Omit<ModalityBarsProps, "items" | "unit" | "tools"> {
	/** A position map with a tensor `relevance`. */
	readonly result: Result;
	readonly sequence: Sequence;
}

/** How much image, question and the rest have in each word or token of a result. */
export function ModalityPanel(props: ModalityPanelProps): JSX.Element {
	const { result, sequence } = props;
	const [by, setBy] = useState<"word" | "token">("word");
	const items = useMemo(() => modalityItems(result, sequence, by), [result, sequence, by]);
	return (
		<ModalityBars
			{...props}
			items={items}
			unit={`${result.tensors.relevance?.unit ?? "relevance"} (${settingsWords(result)})`}
			note={[props.note, tokenSinkWords(result)].flat()}
			tools={<Segmented label="Granularity" options={units} value={by} onChange={setBy} />}
		/>
	);
}

export interface RelevanceGalleryPanelProps extends Omit<RelevanceGalleryProps, "items" | "grid" | "unit"> {
	/** A position map with a tensor `wordImage`. */
	readonly result: Result;
	readonly sequence: Sequence;
	readonly layouts: readonly ImageLayout[];
	readonly image?: RgbImage;
	readonly imageIndex?: number;
}

/** The maps of all explained words of a result. */
export function RelevanceGalleryPanel(props: RelevanceGalleryPanelProps): JSX.Element {
	const { result, sequence, layouts, imageIndex = 0 } = props;
	const layout = layouts[imageIndex];
	const items = useMemo(() => (layout ? wordMaps(result, sequence, layout) : []), [result, sequence, layout]);
	const sinks = useMemo(() => layout && patchSinkWords(result, layout), [result, layout]);
	return (
		<RelevanceGallery
			{...props}
			items={items}
			grid={layout?.grid}
			unit={`${result.tensors.wordImage?.unit ?? "relevance"} (${settingsWords(result)})`}
			note={[props.note, sinks].flat()}
		/>
	);
}
