import type { CausalNode } from "@lvlm-interpret/core";
import type { Selection, SelectionStore } from "../selection/store.js";

/** The part of the shared selection that a node stands for. */
export function selectionOf(node: CausalNode, imageIndex: number): Partial<Selection> {
	return node.region === undefined ? { tokens: [node.position] } : { image: imageIndex, regions: [node.region] };
}

/** Whether a selection has a node. */
export function hasNode(selection: Partial<Selection>, node: CausalNode, imageIndex: number): boolean {
	if (node.region === undefined) return selection.tokens?.includes(node.position) ?? false;
	return (selection.image ?? 0) === imageIndex && (selection.regions?.includes(node.region) ?? false);
}

/** Picks a node in all views, or lets go of it. */
export function toggleNode(store: SelectionStore, node: CausalNode, imageIndex: number, isExtending: boolean): void {
	if (node.region === undefined) store.toggle("token", node.position, isExtending);
	else if (store.getState().locked.image === imageIndex) store.toggle("region", node.region, isExtending);
	else store.lock({ image: imageIndex, regions: [node.region] });
}

/** Marks hovered nodes and the edges of hovered or picked ones on the page, outside React. */
export function markHovered(
	box: HTMLElement,
	nodes: readonly CausalNode[],
	store: SelectionStore,
	imageIndex: number,
): void {
	const { hover, locked } = store.getState();
	const isHovering = hover.tokens !== undefined || hover.regions !== undefined;
	const shown = isHovering ? { image: locked.image, ...hover } : locked;
	const near = new Set<string>();
	for (const node of nodes) {
		const isNear = hasNode(shown, node, imageIndex);
		if (isNear) near.add(String(node.id));
		// In a tree a node may stand in several places.
		for (const element of box.querySelectorAll(`[data-id="${node.id}"]`)) {
			element.toggleAttribute("data-hover", isHovering && isNear);
		}
	}
	let hasEdge = false;
	for (const edge of box.querySelectorAll<SVGGElement>("[data-from]")) {
		const isNear = near.has(edge.dataset.from as string) || near.has(edge.dataset.to as string);
		edge.toggleAttribute("data-near", isNear);
		hasEdge ||= isNear;
	}
	box.toggleAttribute("data-some", hasEdge);
}
