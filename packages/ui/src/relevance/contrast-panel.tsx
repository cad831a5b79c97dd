import type { ImageLayout, Result, RgbImage, Sequence } from "@lvlm-interpret/core";
import { type JSX, useMemo } from "react";
import type { ViewStatus } from "../foundation/view-status.js";
import { HeatmapDiff } from "../image/heatmap-diff.js";
import { PatchHeatmap } from "../image/patch-heatmap.js";
import type { SelectionStore } from "../selection/store.js";
import { useSelectionStore } from "../selection/use-selection.js";
import { type CommonProps, Root } from "../theme/root.js";
import { relevanceStyles } from "../theme/styles-relevance.js";
import { Cautions } from "./cautions.js";
import { settingsOf } from "./map-settings.js";
import { meanRow, placedValues, rowAt } from "./relevance-rows.js";
import { patchSinkWords } from "./sink-words.js";
import { topInputs } from "./top-inputs.js";
import { TopInputsChart } from "./top-inputs-chart.js";

export interface ContrastPanelProps extends CommonProps {
	/** A relevancy result of the seed `contrast`; undefined while there is none. */
	readonly contrast: Result | undefined;
	/** The same of the target alone, to set beside it. */
	readonly plain?: Result;
	/** Which answer token is explained, from 0. */
	readonly token: number;
	/** What was said there, and what was not. */
	readonly target: string;
	readonly foil: string;
	readonly sequence: Sequence;
	readonly layouts: readonly ImageLayout[];
	readonly image?: RgbImage;
	readonly imageIndex?: number;
	readonly status?: ViewStatus;
	readonly store?: SelectionStore;
}

/** Why one word and not another: what raises the one's number over the other's, beside what raises the one's alone. */
export function ContrastPanel(props: ContrastPanelProps): JSX.Element {
	const { contrast, plain, token, target, foil, sequence, layouts, image, imageIndex = 0 } = props;
	const store = useSelectionStore(props.store);
	const layout = layouts[imageIndex];
	const maps = useMemo(() => {
		const of = (result: Result | undefined): Float32Array | undefined => {
			const looked = result?.tensors.image;
			if (!looked || !layout || !looked.axes[0]?.index.includes(token)) return undefined;
			return placedValues(meanRow(looked, [token]).values, looked.axes[1]?.index ?? [], layout);
		};
		return { contrast: of(contrast), plain: of(plain) };
	}, [contrast, plain, layout, token]);
	const starts = contrast?.tensors.wordImage?.axes[0]?.index ?? [];
	const place = starts.findLastIndex((start) => start <= token);
	const inputs = useMemo(() => {
		if (!contrast || !layout || place < 0) return [];
		return topInputs(contrast, sequence, layout, place, { words: 6, patches: 4 });
	}, [contrast, sequence, layout, place]);
	const isEmpty = useMemo(() => {
		const row = contrast?.tensors.wordImage && place >= 0 ? rowAt(contrast.tensors.wordImage, place) : [];
		return Array.from(row).every((value) => value === 0);
	}, [contrast, place]);
	const sinks = useMemo(() => contrast && layout && patchSinkWords(contrast, layout), [contrast, layout]);
	const words = `“${target}” rather than “${foil}”`;
	const isContrast = !contrast || settingsOf(contrast).seed === "contrast";
	const missing: ViewStatus | undefined = !isContrast
		? {
				kind: "error",
				message: "This result explains one token alone, not one against another.",
				hint: 'Run relevancy with the seed "contrast".',
			}
		: !maps.contrast
			? { kind: "empty", message: `Nothing has been computed yet for ${words}.` }
			: undefined;
	const status = props.status ?? missing;
	const unit = contrast?.tensors.image?.unit ?? "relevance";
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={relevanceStyles}>
			<div className="lvlm-panel">
				{contrast && !status && <Cautions result={contrast} />}
				{contrast && !status && isEmpty && (
					<p className="lvlm-caution">
						<strong>Caution.</strong> No part of the picture raises {words}: the map is empty.
					</p>
				)}
				{maps.plain && maps.contrast && !status ? (
					<HeatmapDiff
						title={`Why ${words}`}
						grid={layout?.grid}
						a={{ label: `${target} alone`, values: maps.plain }}
						b={{ label: `${target} rather than ${foil}`, values: maps.contrast }}
						unit={unit}
						note={sinks}
						image={image}
						imageIndex={imageIndex}
						store={store}
					/>
				) : (
					<PatchHeatmap
						title={`Why ${words}`}
						grid={layout?.grid}
						values={maps.contrast ?? []}
						unit={unit}
						note={sinks}
						image={image}
						imageIndex={imageIndex}
						status={status}
						store={store}
					/>
				)}
				<TopInputsChart
					title={`What speaks for ${words}`}
					of={words}
					items={inputs}
					unit={unit}
					image={image}
					layout={layout}
					imageIndex={imageIndex}
					status={status}
					store={store}
				/>
			</div>
		</Root>
	);
}
