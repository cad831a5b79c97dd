import type { CausalEdge } from "@lvlm-interpret/core";
import { type JSX, type MemoExoticComponent, memo } from "react";
import { drawEdge, type EndDrawing, type GraphLayout } from "./graph-geometry.js";

function End({ end }: { readonly end: EndDrawing }): JSX.Element | null {
	if (end.mark === "arrow") return <path className="lvlm-cause-arrow" d={end.path} />;
	if (end.mark === "circle") {
		return <circle className="lvlm-cause-circle" cx={end.centre.x} cy={end.centre.y} r={end.radius} />;
	}
	return null;
}

export interface GraphEdgesProps {
	readonly edges: readonly CausalEdge[];
	readonly layout: GraphLayout;
}

/** The lines of a graph with their end marks. A pale line below each keeps it apart from a picture and from what it crosses. */
export const GraphEdges: MemoExoticComponent<(props: GraphEdgesProps) => JSX.Element> = memo(
	({ edges, layout }: GraphEdgesProps) => (
		<svg
			className="lvlm-cause-edges"
			width={layout.width}
			height={layout.height}
			viewBox={`0 0 ${layout.width} ${layout.height}`}
			aria-hidden="true"
			focusable="false"
		>
			{edges.map((edge, index) => {
				const route = layout.routes[index] ?? [];
				if (route.length < 2) return null;
				const { line, ends } = drawEdge(route, edge.markAtFrom, edge.markAtTo);
				return (
					<g key={`${edge.from} ${edge.to}`} className="lvlm-cause-edge" data-from={edge.from} data-to={edge.to}>
						<path className="lvlm-cause-halo" d={line} />
						<path className="lvlm-cause-line" d={line} />
						<End end={ends[0]} />
						<End end={ends[1]} />
					</g>
				);
			})}
		</svg>
	),
);
