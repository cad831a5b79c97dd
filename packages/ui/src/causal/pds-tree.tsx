import type { CausalNode, CausalTreeNode, ImageLayout, RgbImage } from "@lvlm-interpret/core";
import { type CSSProperties, type JSX, type KeyboardEvent, useMemo, useRef, useState } from "react";
import { Segmented } from "../foundation/segmented.js";
import type { TableData } from "../foundation/table-data.js";
import { useWidth } from "../foundation/use-width.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionStore } from "../selection/use-selection.js";
import { causalStyles } from "../theme/styles-causal.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { nodeText, quoted } from "./causal-words.js";
import { setWords } from "./check-words.js";
import { hasNode, selectionOf, toggleNode } from "./graph-hover.js";
import { labelOf, nodeSize } from "./node-size.js";
import { PatchThumb } from "./patch-thumb.js";
import { type TreePlace, treeLayout } from "./tree-layout.js";
import { useHoverMarks } from "./use-hover-marks.js";

const kinds = [
	{ value: "tidy", label: "Levels" },
	{ value: "radial", label: "Rings" },
] as const;

export interface PdsTreeProps extends FrameProps {
	/** All nodes that the tree names. */
	readonly nodes: readonly CausalNode[];
	/** Its root is the explained row. */
	readonly tree: CausalTreeNode;
	readonly target: { readonly id: number; readonly text: string };
	/** Default `tidy`; the reader can change it. */
	readonly layout?: "tidy" | "radial";
	/** Levels that are open at first. Default: all. */
	readonly depth?: number;
	readonly settings?: string;
	readonly image?: RgbImage;
	readonly imageLayout?: ImageLayout;
	readonly imageIndex?: number;
	/** Default "Paths to the explained token". */
	readonly title?: string;
	readonly store?: SelectionStore;
}

/** Paths and nodes of a tree without the root, depth first. */
function placesIn(
	tree: CausalTreeNode,
	path = "0",
	depth = 0,
): { path: string; id: number; depth: number; parent: number; children: number }[] {
	return tree.children.flatMap((child, at) => {
		const own = `${path}.${at}`;
		return [
			{ path: own, id: child.id, depth: depth + 1, parent: tree.id, children: child.children.length },
			...placesIn(child, own, depth + 1),
		];
	});
}

/**
 * The tree of possible d-separation paths from the explained row: level by level or on rings, patches with their own pictures. Arrow
 * keys walk it as a tree: right opens, left closes.
 */
export function PdsTree(props: PdsTreeProps): JSX.Element {
	const { nodes, tree, target, settings, image, imageLayout, imageIndex = 0 } = props;
	const { title = "Paths to the explained token" } = props;
	const store = useSelectionStore(props.store);
	const locked = useSelection((selection) => selection, store);
	const [kind, setKind] = useState(props.layout ?? "tidy");
	const all = useMemo(() => placesIn(tree), [tree]);
	const [closed, setClosed] = useState<ReadonlySet<string>>(
		() =>
			new Set(
				all
					.filter(({ depth, children }) => children > 0 && depth >= (props.depth ?? Number.POSITIVE_INFINITY))
					.map(({ path }) => path),
			),
	);
	const [box, setBox] = useState<HTMLDivElement | null>(null);
	const width = useWidth(box);
	const [tabStop, setTabStop] = useState("0");
	const list = useRef<HTMLDivElement>(null);
	const byId = useMemo(() => new Map(nodes.map((node) => [node.id, node])), [nodes]);
	const sizes = useMemo(() => {
		const hasPicture = image !== undefined && imageLayout !== undefined;
		const ids = [...new Set([tree.id, ...all.map(({ id }) => id)])];
		return new Map(
			ids.flatMap((id) => {
				const node = byId.get(id);
				return node ? [[id, nodeSize(node, { hasPicture, target })] as const] : [];
			}),
		);
	}, [tree, all, byId, image, imageLayout, target]);
	const isNarrow = width > 0 && width < 560;
	const layout = useMemo(() => {
		const largest = [...sizes.values()].reduce(
			(most, one) => ({ width: Math.max(most.width, one.width), height: Math.max(most.height, one.height) }),
			{ width: 34, height: 30 },
		);
		return treeLayout(tree, { kind, direction: isNarrow ? "down" : "across", node: largest, closed });
	}, [tree, kind, isNarrow, sizes, closed]);
	const treeNodes = useMemo(() => [...sizes.keys()].flatMap((id) => byId.get(id) ?? []), [sizes, byId]);
	useHoverMarks(list, treeNodes, store, imageIndex, layout);

	const toggle = (path: string): void =>
		setClosed((old) => {
			const next = new Set(old);
			if (!next.delete(path)) next.add(path);
			return next;
		});
	const focus = (path: string | undefined): void => {
		if (path === undefined) return;
		setTabStop(path);
		list.current?.querySelector<HTMLElement>(`[data-path="${path}"]`)?.focus();
	};
	const onKeyDown = (event: KeyboardEvent, place: TreePlace): void => {
		if (event.altKey || event.ctrlKey || event.metaKey) return;
		const paths = layout.places.map(({ path }) => path);
		const at = paths.indexOf(place.path);
		const node = byId.get(place.id);
		if (event.key === "ArrowDown") focus(paths[at + 1]);
		else if (event.key === "ArrowUp") focus(paths[at - 1]);
		else if (event.key === "Home") focus(paths[0]);
		else if (event.key === "End") focus(paths.at(-1));
		else if (event.key === "ArrowRight") {
			if (place.children > 0 && !place.isOpen) toggle(place.path);
			else if (place.isOpen) focus(`${place.path}.0`);
		} else if (event.key === "ArrowLeft") {
			if (place.isOpen) toggle(place.path);
			else focus(place.parent);
		} else if ((event.key === " " || event.key === "Enter") && node)
			toggleNode(store, node, imageIndex, event.shiftKey);
		else if (event.key === "Escape" && node && hasNode(locked, node, imageIndex))
			toggleNode(store, node, imageIndex, true);
		else return;
		event.preventDefault();
		event.stopPropagation();
	};
	const table = (): TableData => ({
		columns: [
			{ label: "edges from the row", isNumeric: true },
			{ label: "node" },
			{ label: "position", isNumeric: true },
			{ label: "reached from" },
		],
		rows: all.map(({ id, depth, parent }) => {
			const [own, before] = [byId.get(id), byId.get(parent)];
			return [depth, own ? nodeText(own) : "?", own?.position ?? Number.NaN, before ? nodeText(before) : "?"];
		}),
	});
	const deepest = all.reduce((most, { depth }) => Math.max(most, depth), 0);
	const first = [...new Set(all.filter(({ depth }) => depth === 1).map(({ id }) => id))];
	const different = new Set(all.map(({ id }) => id)).size;
	const caption = `Paths of possible d-separation from the row that predicts ${quoted(target.text)}${settings ? `; ${settings}` : ""}: ${different} different ${different === 1 ? "node" : "nodes"} in ${all.length} ${all.length === 1 ? "place" : "places"}, up to ${deepest} ${deepest === 1 ? "edge" : "edges"} away. Next to it: ${setWords(first, nodes)}.`;
	// As much of the tree as can be read; the rest is scrolled to.
	const zoom = width > 0 ? Math.min(1, Math.max(0.6, (width - 8) / layout.width)) : 1;
	const isRadial = kind === "radial";
	const placeOf = new Map(layout.places.map((place) => [place.path, place]));
	const link = ({ parent, x, y }: TreePlace): string => {
		const from = placeOf.get(parent ?? "");
		if (!from) return "";
		if (isRadial) return `M${from.x} ${from.y}L${x} ${y}`;
		const [middle, level] = [(from.x + x) / 2, (from.y + y) / 2];
		return isNarrow
			? `M${from.x} ${from.y}C${from.x} ${level} ${x} ${level} ${x} ${y}`
			: `M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${y} ${x} ${y}`;
	};
	return (
		<ViewFrame
			{...props}
			sheet={causalStyles}
			title={title}
			status={
				props.status ??
				(all.length === 0
					? { kind: "empty", message: `Nothing leads to the row that predicts ${quoted(target.text)} in this head.` }
					: undefined)
			}
			caption={caption}
			table={table}
			legend={
				<p className="lvlm-caption">
					A line: a step of a possible d-separation path. A node may stand in several places; + and − open and close.
				</p>
			}
			toolbar={
				<>
					<Segmented label="Drawing" options={kinds} value={kind} onChange={setKind} />
					<span className="lvlm-view-tools">
						<button
							type="button"
							className="lvlm-button"
							disabled={closed.size === 0}
							onClick={() => setClosed(new Set())}
						>
							Open all
						</button>
						<button
							type="button"
							className="lvlm-button"
							disabled={closed.has("0")}
							onClick={() => {
								setClosed(new Set(["0", ...all.filter(({ children }) => children > 0).map(({ path }) => path)]));
								setTabStop("0");
							}}
						>
							Close all
						</button>
					</span>
				</>
			}
		>
			<div ref={setBox} className="lvlm-cause-scroll">
				<div
					ref={list}
					role="tree"
					aria-label={title}
					className="lvlm-cause-graph"
					style={{ width: layout.width, height: layout.height, "--_zoom": zoom } as CSSProperties}
				>
					<svg
						className="lvlm-cause-edges"
						width={layout.width}
						height={layout.height}
						viewBox={`0 0 ${layout.width} ${layout.height}`}
						aria-hidden="true"
						focusable="false"
					>
						{layout.places.map((place) => (
							<path key={place.path} className="lvlm-cause-line" d={link(place)} />
						))}
					</svg>
					{layout.places.map((place) => {
						const node = byId.get(place.id);
						const size = sizes.get(place.id);
						if (!node || !size) return null;
						const rect = node.region === undefined ? undefined : imageLayout?.regions[node.region];
						const isPatch = node.what === "image" && Boolean(rect && image);
						const isRoot = place.depth === 0;
						return (
							<div
								key={place.path}
								role="treeitem"
								aria-level={place.depth + 1}
								aria-posinset={place.at + 1}
								aria-setsize={place.siblings}
								aria-expanded={place.children > 0 ? place.isOpen : undefined}
								aria-selected={hasNode(locked, node, imageIndex)}
								aria-label={`${labelOf(node, isRoot ? target : undefined)}: ${nodeText(node)}${
									isRoot ? `, explained row, predicts ${quoted(target.text)}` : ""
								}`}
								tabIndex={(placeOf.has(tabStop) ? tabStop : "0") === place.path ? 0 : -1}
								className="lvlm-cause-node"
								data-id={node.id}
								data-path={place.path}
								data-patch={isPatch ? "" : undefined}
								data-target={isRoot ? "" : undefined}
								style={{ left: place.x, top: place.y, width: size.width, height: size.height }}
								onClick={(event) =>
									toggleNode(store, node, imageIndex, event.shiftKey || event.ctrlKey || event.metaKey)
								}
								onKeyDown={(event) => onKeyDown(event, place)}
								onPointerEnter={() => store.preview(selectionOf(node, imageIndex))}
								onPointerLeave={() => store.preview({})}
								onFocus={() => {
									setTabStop(place.path);
									store.preview(selectionOf(node, imageIndex));
								}}
								onBlur={() => store.preview({})}
							>
								{isPatch && image && rect && <PatchThumb image={image} rect={rect} />}
								<span>{labelOf(node, isRoot ? target : undefined)}</span>
								{place.children > 0 && (
									<b
										className="lvlm-cause-fold"
										aria-hidden="true"
										onClick={(event) => {
											event.stopPropagation();
											toggle(place.path);
										}}
									>
										{place.isOpen ? "−" : "+"}
									</b>
								)}
							</div>
						);
					})}
				</div>
			</div>
		</ViewFrame>
	);
}
