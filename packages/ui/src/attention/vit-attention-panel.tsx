import type { ImageLayout, RowSource } from "@lvlm-interpret/core";
import { type JSX, useState } from "react";
import { rolloutRow } from "../compute/rollout-row.js";
import { useSelection, useSelectionStore } from "../selection/use-selection.js";
import { allHeads, headShortcuts } from "./head-shortcuts.js";
import { headWords, meanRows } from "./selected-heads.js";
import { useAsked } from "./use-asked.js";
import { VitAttentionView, type VitAttentionViewProps } from "./vit-attention-view.js";
import type { VitMode } from "./vit-row.js";

export interface VitAttentionPanelProps
	extends Omit<VitAttentionViewProps, "values" | "leading" | "grid" | "unit" | "heads" | "rollout"> {
	/** Of the vision encoder: queries and keys are its positions, those without a place first. */
	readonly source: RowSource;
	readonly layout: ImageLayout;
	/** Names of the positions before the patches. Default ["class token"] for one, "register 1", … for more. */
	readonly leading?: readonly string[];
}

/** The vision encoder's attention, of the picked heads or the mean over all, and rollout through its layers. */
export function VitAttentionPanel(props: VitAttentionPanelProps): JSX.Element {
	const { source, layout, imageIndex = 0 } = props;
	const store = useSelectionStore(props.store);
	const { layer, head, heads, regions } = useSelection((locked) => locked, store);
	const [mode, setMode] = useState<VitMode>(props.mode ?? "patch");
	const { grid } = layout;
	const before = grid ? source.shape.keys - grid.rows * grid.columns : 0;
	const leading =
		props.leading ??
		Array.from({ length: Math.max(0, before) }, (_, index) => (index === 0 ? "class token" : `register ${index}`));
	const start = regions[0] === undefined || imageIndex !== store.getState().locked.image ? 0 : before + regions[0];
	const { value, status } = useAsked(
		source,
		async (signal) => ({
			...(await meanRows(source, { layer, head, heads }, { signal })),
			words: headWords({ layer, head, heads }, source.shape),
		}),
		(answer) => answer.readyShare,
		[layer, head, heads],
	);
	const rollout = useAsked(
		source,
		mode === "rollout" ? (signal) => rolloutRow(source, start, signal) : undefined,
		() => 1,
		[mode, start],
	);
	const isWaiting = mode === "rollout" && rollout.value === undefined;
	return (
		<VitAttentionView
			{...props}
			shortcuts={{ ...headShortcuts(store, allHeads(source.shape)), ...props.shortcuts }}
			values={value?.values ?? []}
			leading={leading}
			grid={grid}
			// Nothing of an old position is shown for a new one; the mode is there from the start.
			rollout={rollout.value ?? new Float32Array(source.shape.keys)}
			unit="attention probability"
			heads={value?.words ?? ""}
			onModeChange={(next) => {
				setMode(next);
				props.onModeChange?.(next);
			}}
			status={props.status ?? status ?? (isWaiting ? rollout.status : undefined)}
		/>
	);
}
