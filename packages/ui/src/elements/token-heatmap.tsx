import type { RgbImage } from "@lvlm-interpret/core";
import { type JSX, useMemo } from "react";
import { PatchHeatmap, type PatchHeatmapProps } from "../image/patch-heatmap.js";
import type { SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionStore } from "../selection/use-selection.js";
import { Root } from "../theme/root.js";
import { elementStyles } from "../theme/styles-elements.js";
import { TokenStrip } from "../tokens/token-strip.js";
import type { StripToken } from "../tokens/token-units.js";

export interface TokenHeatmapProps
	extends Pick<PatchHeatmapProps, "grid" | "unit" | "scale" | "opacity" | "topK" | "imageIndex" | "status"> {
	readonly tokens: readonly StripToken[];
	/** Shape [tokens, rows, columns], row-major, in original units; NaN for none. */
	readonly values: ArrayLike<number>;
	readonly image?: RgbImage;
	/** Default "Answer". */
	readonly title?: string;
	readonly store?: SelectionStore;
}

/** Words to pick, and where those picked look on the picture: the mean of their maps, of all where none is picked. */
export function TokenHeatmap(props: TokenHeatmapProps): JSX.Element {
	const { tokens, values, title = "Answer", ...rest } = props;
	const store = useSelectionStore(props.store);
	const picked = useSelection((locked) => locked.tokens, store);
	const { map, words } = useMemo(() => {
		const cells = tokens.length > 0 ? values.length / tokens.length : 0;
		const chosen = tokens.flatMap(({ position }, index) => (picked.includes(position) ? [index] : []));
		const used = chosen.length > 0 ? chosen : tokens.flatMap(({ isSpecial }, index) => (isSpecial ? [] : [index]));
		const mean = Float32Array.from({ length: Number.isInteger(cells) ? cells : values.length }, (_, cell) =>
			used.reduce((sum, index) => sum + (values[index * cells + cell] as number) / used.length, 0),
		);
		const text = chosen.map((index) => tokens[index]?.text ?? "").join("");
		return { map: mean, words: chosen.length > 0 ? `“${text.trim()}”` : "all words" };
	}, [tokens, values, picked]);
	return (
		<Root sheet={elementStyles}>
			<div className="lvlm-stack">
				<div className="lvlm-words">
					<TokenStrip title={title} tokens={tokens} status={props.status} store={store} />
				</div>
				<PatchHeatmap {...rest} title={`Picture, for ${words}`} values={map} store={store} />
			</div>
		</Root>
	);
}
