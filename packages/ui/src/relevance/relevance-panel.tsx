import type { ImageLayout, Result, RgbImage, Sequence } from "@lvlm-interpret/core";
import { type JSX, useEffect, useMemo, useState } from "react";
import type { ViewStatus } from "../foundation/view-status.js";
import { PatchHeatmap } from "../image/patch-heatmap.js";
import type { SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionStore } from "../selection/use-selection.js";
import { type CommonProps, Root } from "../theme/root.js";
import { relevanceStyles } from "../theme/styles-relevance.js";
import { TokenStrip } from "../tokens/token-strip.js";
import { RelevanceMapPicker } from "./map-picker.js";
import { isSameMap, type MapSettings, preferredMap, settingsOf } from "./map-settings.js";
import { settingsWords } from "./map-words.js";
import { meanRow, placedValues } from "./relevance-rows.js";
import { patchSinkWords } from "./sink-words.js";
import { topInputs } from "./top-inputs.js";
import { TopInputsChart } from "./top-inputs-chart.js";

export interface RelevancePanelProps extends CommonProps {
	/** Position maps with a tensor `image`: what `relevancy` gives. One is shown at a time. */
	readonly results: readonly Result[];
	readonly sequence: Sequence;
	readonly layouts: readonly ImageLayout[];
	readonly image?: RgbImage;
	readonly imageIndex?: number;
	/** Index of the shown result. Default: the panel's own choice, first that of `preferredMap`, then what was asked for once it has come. */
	readonly value?: number;
	readonly onChange?: (index: number) => void;
	/** Of the maps while they are made. */
	readonly status?: ViewStatus;
	/** What could be computed besides. */
	readonly offered?: readonly MapSettings[];
	readonly onRequest?: (settings: MapSettings) => void;
	readonly store?: SelectionStore;
}

/** What the picked words of the answer came from: over the picture, over the words, and the strongest of both. */
export function RelevancePanel(props: RelevancePanelProps): JSX.Element {
	const { results, sequence, layouts, image, imageIndex = 0, offered, onRequest, onChange } = props;
	const store = useSelectionStore(props.store);
	const picked = useSelection((locked) => locked.tokens, store);
	const [chosen, setOwn] = useState<number>();
	const own = chosen ?? preferredMap(results);
	const choose = (index: number): void => {
		setOwn(index);
		onChange?.(index);
	};
	const [asked, setAsked] = useState<MapSettings>();
	const come = asked ? results.findIndex((one) => isSameMap(settingsOf(one), asked)) : -1;
	useEffect(() => {
		if (come < 0) return;
		setAsked(undefined);
		setOwn(come);
		onChange?.(come);
	}, [come, onChange]);
	const result = results[Math.min(props.value ?? own, results.length - 1)];
	const layout = layouts[imageIndex];
	const { promptLength } = sequence;
	const tokens = useMemo(
		() => picked.filter((position) => position >= promptLength).map((position) => position - promptLength),
		[picked, promptLength],
	);
	const { image: looked, relevance, wordImage } = result?.tensors ?? {};
	const onImage = useMemo(() => {
		if (!looked || !layout) return undefined;
		const { values, tokens: used } = meanRow(looked, tokens);
		return { values: placedValues(values, looked.axes[1]?.index ?? [], layout), used };
	}, [looked, layout, tokens]);
	const sinks = useMemo(() => result && layout && patchSinkWords(result, layout), [result, layout]);
	const words = useMemo(
		() =>
			sequence.tokens
				.slice(0, promptLength)
				.filter(({ segment }) => segment === "question" || segment === "history" || segment === "system"),
		[sequence, promptLength],
	);
	const onText = useMemo(() => {
		if (!relevance) return undefined;
		const { values } = meanRow(relevance, tokens);
		const places = new Map(relevance.axes[1]?.index.map((position, at) => [position, at]));
		return words.map(({ position }) => values[places.get(position) ?? -1] ?? Number.NaN);
	}, [relevance, tokens, words]);
	// The word with the first picked token, else the one with most on the picture.
	const place = useMemo(() => {
		if (!wordImage) return 0;
		const starts = wordImage.axes[0]?.index ?? [];
		const first = tokens[0];
		const at = first === undefined ? -1 : starts.findLastIndex((start) => start <= first);
		if (at >= 0) return at;
		const width = wordImage.tensor.shape[1] as number;
		const sums = starts.map((_, word) =>
			wordImage.tensor.data.subarray(word * width, (word + 1) * width).reduce((sum, value) => sum + value, 0),
		);
		return sums.indexOf(Math.max(...sums));
	}, [wordImage, tokens]);
	const inputs = useMemo(
		() => (result && layout ? topInputs(result, sequence, layout, place, { words: 6, patches: 4 }) : []),
		[result, sequence, layout, place],
	);
	const answer = (used: readonly number[]): string =>
		tokens.length > 0
			? used
					.map((token) => sequence.tokens[promptLength + token]?.text ?? "")
					.join("")
					.trim()
			: "";
	const empty: ViewStatus = { kind: "empty", message: "There is no relevancy map yet." };
	const status = props.status ?? (result && onImage ? undefined : empty);
	const how = result ? settingsWords(result) : "";
	const who = onImage && answer(onImage.used) ? `“${answer(onImage.used)}”` : "the whole answer";
	const word = wordImage?.axes[0]?.labels?.[place];
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={relevanceStyles}>
			<div className="lvlm-panel">
				{result && (
					<RelevanceMapPicker
						results={results}
						value={results.indexOf(result)}
						onChange={choose}
						offered={offered}
						{...(onRequest && {
							onRequest: (settings: MapSettings) => {
								setAsked(settings);
								onRequest(settings);
							},
						})}
					/>
				)}
				<div className="lvlm-panel-pair">
					<PatchHeatmap
						title={`Picture, for ${who}`}
						grid={layout?.grid}
						values={onImage?.values ?? []}
						unit={`${looked?.unit ?? "relevance"} (${how})`}
						note={sinks}
						image={image}
						imageIndex={imageIndex}
						status={status}
						store={store}
					/>
					<div className="lvlm-panel">
						<TokenStrip
							title={`Words, for ${who}`}
							tokens={words}
							values={onText}
							unit={onText && relevance?.unit}
							status={
								status ??
								(onText
									? undefined
									: {
											kind: "empty",
											message: `Nothing about the words: ${result?.absent?.relevance ?? "no such numbers"}.`,
										})
							}
							store={store}
						/>
						<TopInputsChart
							title={word ? `What “${word}” came from` : undefined}
							of={word && `“${word}”`}
							items={inputs}
							unit={wordImage?.unit ?? "relevance"}
							image={image}
							layout={layout}
							imageIndex={imageIndex}
							status={status}
							store={store}
						/>
					</div>
				</div>
			</div>
		</Root>
	);
}
