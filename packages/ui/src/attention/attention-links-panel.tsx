import type { ImageLayout, RgbImage, RowSource, Sequence } from "@lvlm-interpret/core";
import { type JSX, useMemo } from "react";
import { useSelection, useSelectionStore } from "../selection/use-selection.js";
import { AttentionLinks, type AttentionLinksProps } from "./attention-links.js";
import { axisTokens } from "./axis-tokens.js";
import { allHeads, headShortcuts } from "./head-shortcuts.js";
import { answerPositions } from "./image-rows.js";
import { headWords, meanRows } from "./selected-heads.js";
import { useAsked } from "./use-asked.js";

export interface AttentionLinksPanelProps
	extends Omit<AttentionLinksProps, "from" | "to" | "values" | "unit" | "heads" | "layout"> {
	/** Queries and keys are joint positions. */
	readonly source: RowSource;
	readonly sequence: Sequence;
	readonly layouts: readonly ImageLayout[];
	/** Which picture of the sequence is drawn. Default 0. */
	readonly imageIndex?: number;
	readonly image?: RgbImage;
}

/** What each answer token looked at in question and picture, of the picked heads. */
export function AttentionLinksPanel(props: AttentionLinksPanelProps): JSX.Element {
	const { source, sequence, layouts, imageIndex = 0 } = props;
	const store = useSelectionStore(props.store);
	const { layer, head, heads } = useSelection((locked) => locked, store);
	const { queries, keys } = source.shape;
	const from = useMemo(() => {
		const answer = answerPositions(sequence, queries);
		return axisTokens(sequence, layouts, "from", queries).filter((one) => answer.includes(one.selects));
	}, [sequence, layouts, queries]);
	const to = useMemo(
		() =>
			axisTokens(sequence, layouts, "to", keys).filter(({ segment, image }) =>
				image ? image.index === imageIndex : segment === "question" || segment === "answer",
			),
		[sequence, layouts, keys, imageIndex],
	);
	const { value, status } = useAsked(
		source,
		from.length > 0 && to.length > 0
			? async (signal) => {
					const request = { queries: from.map((one) => one.position), keys: to.map((one) => one.position), signal };
					const words = headWords({ layer, head, heads }, source.shape);
					return { ...(await meanRows(source, { layer, head, heads }, request)), from, to, words };
				}
			: undefined,
		(answer) => answer.readyShare,
		[layer, head, heads, from, to],
	);
	const shown = value ?? { from, to, values: new Float32Array(), words: "" };
	return (
		<AttentionLinks
			{...props}
			shortcuts={{ ...headShortcuts(store, allHeads(source.shape)), ...props.shortcuts }}
			from={shown.from}
			to={shown.to}
			values={shown.values}
			unit="attention probability"
			heads={shown.words}
			layout={layouts[imageIndex]}
			status={props.status ?? status}
		/>
	);
}
