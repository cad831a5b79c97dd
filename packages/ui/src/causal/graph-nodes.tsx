import type { CausalNode, ImageLayout, RgbImage } from "@lvlm-interpret/core";
import type { JSX, KeyboardEvent, MouseEvent, PointerEvent } from "react";
import type { GraphLayout } from "./graph-geometry.js";
import { labelOf } from "./node-size.js";
import { PatchThumb } from "./patch-thumb.js";

export interface GraphNodesProps {
	readonly nodes: readonly CausalNode[];
	readonly layout: GraphLayout;
	readonly target?: { readonly id: number; readonly text: string };
	/** Outlined nodes. */
	readonly within: readonly number[];
	readonly picked: readonly number[];
	readonly image?: RgbImage;
	readonly imageLayout?: ImageLayout;
	/** Whether patches lie on the picture and need no picture of their own. */
	readonly isPinned: boolean;
	/** The node that Tab goes to. */
	readonly tabStop: number | undefined;
	/** The whole name, for screen readers. */
	readonly nameOf: (node: CausalNode) => string;
	readonly onPick: (node: CausalNode, isExtending: boolean) => void;
	readonly onShow: (
		node: CausalNode | undefined,
		at?: { readonly x: number; readonly y: number; readonly isTouch: boolean },
	) => void;
	readonly onKeyDown: (event: KeyboardEvent, node: CausalNode) => void;
}

/** The nodes of a graph: real elements, so that each has a name, a focus and a text that any script can be read in. */
export function GraphNodes(props: GraphNodesProps): JSX.Element {
	const { nodes, layout, target, within, picked, image, imageLayout, isPinned, tabStop, nameOf } = props;
	return (
		<>
			{nodes.map((node) => {
				const box = layout.boxes.get(node.id);
				if (!box) return null;
				const rect = node.region === undefined ? undefined : imageLayout?.regions[node.region];
				const isPatch = node.what === "image" && Boolean(rect && image);
				const isOnPicture = isPinned && Boolean(rect);
				const show = (event: PointerEvent): void =>
					props.onShow(node, { x: box.x, y: box.y - box.height / 2, isTouch: event.pointerType === "touch" });
				return (
					<div
						key={node.id}
						role="option"
						aria-selected={picked.includes(node.id)}
						aria-label={nameOf(node)}
						tabIndex={tabStop === node.id ? 0 : -1}
						className="lvlm-cause-node"
						data-id={node.id}
						data-patch={isPatch && !isOnPicture ? "" : undefined}
						data-pinned={isOnPicture ? "" : undefined}
						data-target={target?.id === node.id ? "" : undefined}
						data-within={within.includes(node.id) ? "" : undefined}
						style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
						onClick={(event: MouseEvent) => props.onPick(node, event.shiftKey || event.ctrlKey || event.metaKey)}
						onKeyDown={(event) => props.onKeyDown(event, node)}
						onPointerEnter={show}
						onPointerLeave={() => props.onShow(undefined)}
						onFocus={() => props.onShow(node, { x: box.x, y: box.y - box.height / 2, isTouch: false })}
						onBlur={() => props.onShow(undefined)}
					>
						{isPatch && !isOnPicture && image && rect && <PatchThumb image={image} rect={rect} />}
						{!isOnPicture && <span>{labelOf(node, target)}</span>}
					</div>
				);
			})}
		</>
	);
}
