import { type EndMark, Pag } from "../pag.js";

const left = { o: 1, "<": 2, "-": 3 } as const;
const right = { o: 1, ">": 2, "-": 3 } as const;

/** The graph of a drawing such as "0 o-> 1, 1 --- 2": end mark, dash, end mark. */
export function graphOf(nodeCount: number, drawing: string): Pag {
	const graph = new Pag(nodeCount);
	for (const edge of drawing.split(",").map((part) => part.trim())) {
		const match = /^(\d+) ([o<-])-([o>-]) (\d+)$/.exec(edge);
		if (match === null) throw new Error(`"${edge}" is no edge`);
		graph.connect(
			Number(match[1]),
			Number(match[4]),
			left[match[2] as keyof typeof left] as EndMark,
			right[match[3] as keyof typeof right] as EndMark,
		);
	}
	return graph;
}

/** The drawing of a graph, edges ascending, the lower node on the left. */
export function draw(graph: Pag): string {
	return graph
		.edges()
		.map(({ from, to, markAtFrom, markAtTo }) => `${from} ${" o<-"[markAtFrom]}-${" o>-"[markAtTo]} ${to}`)
		.join(", ");
}
