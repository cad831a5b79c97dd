import {
	type CausalCheck,
	type CausalEdge,
	type CausalNode,
	type CausalWeight,
	type ImageLayout,
	type RgbImage,
	tensor,
} from "@lvlm-interpret/core";
import {
	type CSSProperties,
	type JSX,
	type KeyboardEvent,
	useId,
	useLayoutEffect,
	useMemo,
	useRef,
	useState,
} from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { rgbaOf } from "../canvas/rgba-of.js";
import { PickTools } from "../foundation/pick-tools.js";
import { readOut } from "../foundation/read-out.js";
import { Segmented } from "../foundation/segmented.js";
import type { TableData } from "../foundation/table-data.js";
import { useWidth } from "../foundation/use-width.js";
import { ViewFrame } from "../foundation/view-frame.js";
import { ZoomTools } from "../foundation/zoom-tools.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { causalStyles } from "../theme/styles-causal.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { edgeMeaning, nodeText, quoted } from "./causal-words.js";
import { graphCaption } from "./graph-caption.js";
import { GraphEdges } from "./graph-edges.js";
import type { GraphLayout } from "./graph-geometry.js";
import { hasNode, selectionOf, toggleNode } from "./graph-hover.js";
import { GraphNodes } from "./graph-nodes.js";
import { layeredLayout } from "./layered-layout.js";
import { MarkKeys } from "./mark-keys.js";
import { neighbourAt, neighboursOf } from "./neighbour-walk.js";
import { labelOf, nodeSize } from "./node-size.js";
import { pinnedLayout } from "./pinned-layout.js";
import { useHoverMarks } from "./use-hover-marks.js";

const none: readonly number[] = [];
const layouts = [
	{ value: "layers", label: "By token order" },
	{ value: "picture", label: "On the picture" },
] as const;
const marks = { circle: 1, arrow: 2, tail: 3 } as const;

export interface CausalGraphProps extends FrameProps {
	/** In token order. */
	readonly nodes: readonly CausalNode[];
	readonly edges: readonly CausalEdge[];
	/** The node whose row predicts the explained token, and that token. */
	readonly target?: { readonly id: number; readonly text: string };
	/** Ids of nodes to outline: an explanation. */
	readonly explanation?: readonly number[];
	/** What removing the outlined nodes did. */
	readonly checks?: readonly CausalCheck[];
	/** How much nodes bear on the token, in [0, 1]; for the table and names. */
	readonly weights?: readonly CausalWeight[];
	/** How the graph was made, for the caption: "layer 3, head 2, alpha 0.00001". */
	readonly settings?: string;
	/** What is shown first; the reader can change it. Default `layers`; `picture` needs a picture and its layout. */
	readonly layout?: "layers" | "picture";
	readonly image?: RgbImage;
	readonly imageLayout?: ImageLayout;
	/** Which picture of the sequence the regions are of. Default 0. */
	readonly imageIndex?: number;
	/** Default "Causal graph". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

/**
 * A partial ancestral graph over tokens: words, patches, and what the ends of its edges leave open. Arrow keys walk along edges, a
 * click or Space picks a node in all views.
 */
export function CausalGraph(props: CausalGraphProps): JSX.Element {
	const { nodes, edges, target, explanation = none, checks, weights, settings, image, imageLayout } = props;
	const { imageIndex = 0, title = "Causal graph" } = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const locked = useSelection((selection) => selection, store);
	const canPin = image !== undefined && imageLayout !== undefined;
	const [chosen, setChosen] = useState(props.layout ?? "layers");
	const kind = canPin ? chosen : "layers";
	const [isExtending, setExtending] = useState(false);
	const [box, setBox] = useState<HTMLDivElement | null>(null);
	const width = useWidth(box);
	const [zoom, setZoom] = useState<number>();
	const graph = useRef<HTMLDivElement>(null);
	const photo = useRef<HTMLCanvasElement>(null);
	const tip = useRef<HTMLDivElement>(null);
	const hint = useId();

	const sizes = useMemo(
		() =>
			new Map(nodes.map((node) => [node.id, nodeSize(node, { hasPicture: canPin, ...(target ? { target } : {}) })])),
		[nodes, canPin, target],
	);
	// A drag at the edge of a window changes the width all the time: the layout follows in steps.
	const room = Math.floor(width / 40) * 40;
	const layout = useMemo((): GraphLayout | undefined => {
		if (room === 0) return undefined;
		if (kind === "picture" && image && imageLayout) {
			// The words below it are to be seen, too.
			const across = Math.min(room, 440, (440 * image.width) / image.height);
			return pinnedLayout(nodes, edges, imageLayout, {
				width: across,
				height: (across * image.height) / image.width,
				sizes,
			});
		}
		return layeredLayout(sizes, edges, { direction: room < 560 ? "down" : "across", width: Math.min(room, 900) });
	}, [kind, room, image, imageLayout, nodes, edges, sizes]);
	// As much of the graph as can be read; the rest is scrolled to.
	const shown = zoom ?? (layout ? Math.min(1, Math.max(0.6, (width - 8) / layout.width)) : 1);
	const turn = (factor: number): void => setZoom(Math.min(2, Math.max(0.25, shown * factor)));
	useLayoutEffect(() => {
		if (kind === "picture" && layout && photo.current && image) drawPicture(photo.current, rgbaOf(image));
	}, [kind, layout, image]);
	useHoverMarks(graph, nodes, store, imageIndex, layout);

	const picked = useMemo(
		() => nodes.filter((node) => hasNode(locked, node, imageIndex)).map(({ id }) => id),
		[nodes, locked, imageIndex],
	);
	const weightOf = new Map(weights?.map(({ id, weight }) => [id, weight]));
	const textOf = (id: number): string => {
		const node = nodes.find((one) => one.id === id);
		return node ? nodeText(node) : `node ${id}`;
	};
	const nameOf = (node: CausalNode): string => {
		const others = neighboursOf(node.id, edges);
		const weight = weightOf.get(node.id);
		const isTarget = node.id === target?.id;
		// Begins with what can be seen: whoever speaks to the page says that.
		const seen = isTarget || node.what === "image" ? `${labelOf(node, target)}: ` : "";
		return [
			`${seen}${nodeText(node)}`,
			isTarget ? `explained row, predicts ${quoted(target.text)}` : `position ${node.position}`,
			...(explanation.includes(node.id) ? ["in the explanation"] : []),
			...(weight === undefined ? [] : [`weight ${weight.toFixed(2)}`]),
			others.length === 0
				? "no edge"
				: `${others.length === 1 ? "edge" : "edges"} with ${others.map(textOf).join(", ")}`,
		].join(", ");
	};
	const focus = (id: number | undefined): void => {
		graph.current?.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus();
	};
	const release = (): void => {
		if (nodes.some((node) => node.region === undefined && hasNode(store.getState().locked, node, imageIndex))) {
			store.release("token");
		}
		if (nodes.some((node) => node.region !== undefined && hasNode(store.getState().locked, node, imageIndex))) {
			store.release("region");
		}
	};
	const onKeyDown = (event: KeyboardEvent, node: CausalNode): void => {
		if (event.altKey || event.ctrlKey || event.metaKey || !layout) return;
		const at = nodes.indexOf(node);
		const factors: Record<string, number> = { "+": 1.25, "=": 1.25, "-": 1 / 1.25 };
		const factor = factors[event.key];
		const places: Record<string, number> = { Home: 0, End: nodes.length - 1, PageUp: at - 1, PageDown: at + 1 };
		const place = places[event.key];
		if (event.key.startsWith("Arrow")) focus(neighbourAt(node.id, event.key, edges, layout.boxes));
		else if (place !== undefined) focus(nodes[place]?.id);
		else if (factor) turn(factor);
		else if (event.key === "0") setZoom(undefined);
		else if (event.key === " " || event.key === "Enter")
			toggleNode(store, node, imageIndex, isExtending || event.shiftKey);
		else if (event.key === "Escape" && picked.length > 0) release();
		else return;
		event.preventDefault();
		event.stopPropagation();
	};
	const table = (): TableData => ({
		columns: [
			{ label: "from position", isNumeric: true },
			{ label: "from" },
			{ label: "mark at from" },
			{ label: "mark at to" },
			{ label: "to position", isNumeric: true },
			{ label: "to" },
			{ label: "meaning" },
		],
		rows: edges.map((edge) => [
			nodes.find(({ id }) => id === edge.from)?.position ?? Number.NaN,
			textOf(edge.from),
			edge.markAtFrom,
			edge.markAtTo,
			nodes.find(({ id }) => id === edge.to)?.position ?? Number.NaN,
			textOf(edge.to),
			edgeMeaning(edge, textOf(edge.from), textOf(edge.to)),
		]),
	});
	/** Shape [node, node]: the mark at the second node of the edge with the first; 0 none, 1 circle, 2 arrow, 3 tail. */
	const numbers = () => {
		const place = new Map(nodes.map(({ id }, index) => [id, index]));
		const data = new Uint8Array(nodes.length ** 2);
		for (const { from, to, markAtFrom, markAtTo } of edges) {
			const [a, b] = [place.get(from) ?? 0, place.get(to) ?? 0];
			data[a * nodes.length + b] = marks[markAtTo];
			data[b * nodes.length + a] = marks[markAtFrom];
		}
		return tensor("uint8", [nodes.length, nodes.length], data);
	};
	return (
		<ViewFrame
			{...props}
			sheet={causalStyles}
			title={title}
			status={
				props.status ??
				(nodes.length === 0
					? { kind: "empty", message: "The graph has no nodes: no graph has been learned yet." }
					: undefined)
			}
			caption={graphCaption({ nodes, edges, settings, target, within: explanation, checks, picked })}
			table={table}
			numbers={numbers}
			legend={<MarkKeys hasSet={explanation.length > 0} />}
			toolbar={
				<>
					{canPin && <Segmented label="Layout" options={layouts} value={kind} onChange={setChosen} />}
					<PickTools
						isExtending={isExtending}
						onExtend={setExtending}
						canRelease={picked.length > 0}
						onRelease={release}
					/>
					<span className="lvlm-view-tools">
						<ZoomTools zoom={shown} least={0.25} most={2} step={1.25} onTurn={turn}>
							<button
								type="button"
								className="lvlm-button lvlm-number"
								aria-label={`Size ${Math.round(100 * shown)} %: fit`}
								onClick={() => setZoom(undefined)}
							>
								{Math.round(100 * shown)} %
							</button>
						</ZoomTools>
					</span>
				</>
			}
		>
			<div ref={setBox} className="lvlm-cause-scroll">
				{layout && (
					<div
						ref={graph}
						role="listbox"
						aria-label="Nodes"
						aria-multiselectable="true"
						aria-describedby={hint}
						className="lvlm-cause-graph lvlm-read-box"
						style={{ width: layout.width, height: layout.height, "--_zoom": shown } as CSSProperties}
					>
						{kind === "picture" && (
							<div aria-hidden="true">
								<canvas ref={photo} className="lvlm-cause-photo" />
							</div>
						)}
						<GraphEdges edges={edges} layout={layout} />
						<GraphNodes
							nodes={nodes}
							layout={layout}
							target={target}
							within={explanation}
							picked={picked}
							image={image}
							imageLayout={imageLayout}
							isPinned={kind === "picture"}
							tabStop={picked[0] ?? target?.id ?? nodes[0]?.id}
							nameOf={nameOf}
							onPick={(node, isAdding) => toggleNode(store, node, imageIndex, isExtending || isAdding)}
							onShow={(node, at) => {
								store.preview(node ? selectionOf(node, imageIndex) : {});
								if (!tip.current) return;
								if (node && at) readOut(tip.current).show(nameOf(node), at.x, at.y, at.isTouch);
								else readOut(tip.current).hide();
							}}
							onKeyDown={onKeyDown}
						/>
						<div ref={tip} className="lvlm-read-out" aria-hidden="true" hidden />
					</div>
				)}
			</div>
			<p id={hint} className="lvlm-hidden">
				Arrow keys go along edges, Page Up and Page Down to the token before and after, Home and End to the first and
				last. Space picks, plus and minus zoom, 0 fits.
			</p>
		</ViewFrame>
	);
}
