import type { CausalEndMark, CausalGraphs, CausalHead, ImageLayout } from "@lvlm-interpret/core";
import { inertText } from "./inert-text.js";
import { layoutGraph, nodeBox, type PlacedNode } from "./layout.js";

export interface CausalPicture {
	readonly graphs: CausalGraphs;
	readonly head: CausalHead;
	readonly layout: ImageLayout;
	/** The picture, as PNG bytes. */
	readonly image: Uint8Array;
	readonly title: string;
	readonly subtitle: string;
	/** Below the graph; lines. */
	readonly caption: readonly string[];
}

const ink = "#1b1f27";
const muted = "#565d6b";
const accent = "#2457c5";

/** Text in XML: markup is inert, and marks that turn the direction of writing are dropped. */
function xml(text: string): string {
	return inertText(text)
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replaceAll('"', "&quot;");
}

function short(text: string, most: number): string {
	const characters = [...text.trim()];
	return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : characters.join("") || "␣";
}

/** Lines of at most so many characters, broken at spaces. */
function wrapped(text: string, most: number): string[] {
	const lines = [""];
	for (const word of text.split(" ")) {
		const line = lines.at(-1) as string;
		if (line !== "" && line.length + 1 + word.length > most) lines.push(word);
		else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
	}
	return lines;
}

const ends = "Ends: triangle = not an ancestor of the other, circle = either, bare = an ancestor of it.";

interface Point {
	readonly x: number;
	readonly y: number;
}

/** Where the way from the middle of a box to `to` leaves the box. */
function border({ x, y }: Point, to: Point): Point {
	const [dx, dy] = [to.x - x, to.y - y];
	const scale = Math.min(
		dx === 0 ? Number.POSITIVE_INFINITY : nodeBox.width / 2 / Math.abs(dx),
		dy === 0 ? Number.POSITIVE_INFINITY : nodeBox.height / 2 / Math.abs(dy),
	);
	return { x: x + dx * scale, y: y + dy * scale };
}

const number = (value: number): string => value.toFixed(1);

/** An end mark at `at`, on a line that comes from `from`: filled triangle, open circle, or nothing but the line's end (tail). */
function endMark(mark: CausalEndMark, at: Point, from: Point): string {
	const length = Math.hypot(at.x - from.x, at.y - from.y) || 1;
	const [ux, uy] = [(at.x - from.x) / length, (at.y - from.y) / length];
	if (mark === "tail") return "";
	if (mark === "circle") {
		return `<circle cx="${number(at.x - 5 * ux)}" cy="${number(at.y - 5 * uy)}" r="4.5" fill="#fff" stroke="${ink}" stroke-width="1.6"/>`;
	}
	const back = { x: at.x - 12 * ux, y: at.y - 12 * uy };
	const points = [at, { x: back.x - 5 * uy, y: back.y + 5 * ux }, { x: back.x + 5 * uy, y: back.y - 5 * ux }];
	return `<path d="M${points.map(({ x, y }) => `${number(x)} ${number(y)}`).join("L")}Z" fill="${ink}"/>`;
}

/** An edge, bowed where it would run through the boxes of its own column. */
function edge(from: PlacedNode, to: PlacedNode, markAtFrom: CausalEndMark, markAtTo: CausalEndMark): string {
	const isColumn = from.x === to.x;
	const bend: Point = isColumn
		? { x: from.x - nodeBox.width * 0.95, y: (from.y + to.y) / 2 }
		: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
	const [start, end] = [border(from, bend), border(to, bend)];
	const path = isColumn
		? `M${number(start.x)} ${number(start.y)}Q${number(bend.x)} ${number(bend.y)} ${number(end.x)} ${number(end.y)}`
		: `M${number(start.x)} ${number(start.y)}L${number(end.x)} ${number(end.y)}`;
	const line = `<path d="${path}" fill="none" stroke="${ink}" stroke-width="1.6"/>`;
	return line + endMark(markAtFrom, start, isColumn ? bend : end) + endMark(markAtTo, end, isColumn ? bend : start);
}

function nodeShape(node: PlacedNode, { graphs, layout }: CausalPicture): string {
	const { what, label, region } = graphs.nodes[node.id] as CausalGraphs["nodes"][number];
	const isTarget = node.id === graphs.target.id;
	const [left, top] = [node.x - nodeBox.width / 2, node.y - nodeBox.height / 2];
	const box = `<rect x="${number(left)}" y="${number(top)}" width="${nodeBox.width}" height="${nodeBox.height}" rx="7" fill="${isTarget ? "#e9effc" : "#fff"}" stroke="${isTarget ? accent : "#868d9b"}" stroke-width="${isTarget ? 2.5 : 1.2}"/>`;
	const rect = region === undefined ? undefined : layout.regions[region];
	const text = (content: string, y: number, size: number, color: string, weight = 400) =>
		`<text x="${number(node.x)}" y="${number(y)}" font-size="${size}" font-weight="${weight}" fill="${color}" text-anchor="middle">${xml(content)}</text>`;
	if (what === "image" && rect) {
		const place = label.replace("row ", "r").replace(", column ", " c");
		const crop = `<svg x="${number(node.x - 22)}" y="${number(top + 4)}" width="44" height="44" viewBox="${rect.x} ${rect.y} ${rect.width} ${rect.height}" preserveAspectRatio="none"><use href="#picture"/></svg>`;
		return `${box}${crop}${text(place, top + nodeBox.height - 4, 11, muted)}`;
	}
	if (!isTarget)
		return box + text(short(label, 11), node.y + 5, 14, ink, 600) + text(what, top + nodeBox.height - 6, 10, muted);
	return (
		box +
		text(short(label, 11), node.y - 12, 12, muted) +
		text("predicts", node.y + 3, 10, muted) +
		text(short(graphs.target.text, 11), node.y + 21, 15, accent, 700)
	);
}

/**
 * One head's partial ancestral graph as SVG: patches as crops of the picture, words as text, the explained row on the right. Ends: filled
 * triangle = arrow ("no ancestor of the other"), open circle = either, bare line = tail ("an ancestor").
 */
export function causalSvg(picture: CausalPicture): string {
	const { head, image, title, subtitle, caption, layout } = picture;
	const graph = layoutGraph(head);
	const top = 64;
	const lineHeight = 18;
	const width = Math.max(graph.width, 820);
	const lines = [...caption, ends].flatMap((line) => wrapped(line, Math.floor((width - 36) / 6.2)));
	const height = top + graph.height + 12 + lineHeight * (lines.length + 1);
	const base64 = Buffer.from(image).toString("base64");
	const at = (id: number): PlacedNode => graph.nodes.get(id) as PlacedNode;
	const edges = head.edges.map(({ from, to, markAtFrom, markAtTo }) => edge(at(from), at(to), markAtFrom, markAtTo));
	const nodes = [...graph.nodes.values()].map((node) => nodeShape(node, picture));
	const below = lines.map(
		(line, index) =>
			`<text x="18" y="${top + graph.height + 12 + lineHeight * (index + 1)}" font-size="12" fill="${muted}">${xml(line)}</text>`,
	);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${number(width)} ${number(height)}" width="${number(width)}" height="${number(height)}" font-family="system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif" role="img">`,
		`<title>${xml(title)}</title>`,
		`<defs><image id="picture" width="${layout.imageWidth}" height="${layout.imageHeight}" href="data:image/png;base64,${base64}"/></defs>`,
		`<rect width="100%" height="100%" fill="#fff"/>`,
		`<text x="18" y="28" font-size="17" font-weight="650" fill="${ink}">${xml(title)}</text>`,
		`<text x="18" y="48" font-size="13" fill="${muted}">${xml(short(subtitle, Math.floor((width - 36) / 6.6)))}</text>`,
		`<g transform="translate(0 ${top})">`,
		...nodes,
		...edges,
		"</g>",
		...below,
		"</svg>",
		"",
	].join("\n");
}
