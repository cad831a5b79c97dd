import type { CausalNode } from "@lvlm-interpret/core";
import { type RefObject, useLayoutEffect } from "react";
import type { SelectionStore } from "../selection/store.js";
import { markHovered } from "./graph-hover.js";

/** Keeps hovered and picked nodes marked in what is laid out. @param layout  Another one is marked anew; undefined where nothing is drawn. */
export function useHoverMarks(
	box: RefObject<HTMLElement | null>,
	nodes: readonly CausalNode[],
	store: SelectionStore,
	imageIndex: number,
	layout: object | undefined,
): void {
	useLayoutEffect(() => {
		const mark = (): void => {
			if (layout && box.current) markHovered(box.current, nodes, store, imageIndex);
		};
		mark();
		const stops = [store.subscribe((state) => state.hover, mark), store.subscribe((state) => state.locked, mark)];
		return () => {
			for (const stop of stops) stop();
		};
	}, [box, store, nodes, layout, imageIndex]);
}
