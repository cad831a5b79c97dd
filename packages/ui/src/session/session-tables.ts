import type { CausalGraphs, ResultTensor } from "@lvlm-interpret/core";
import type { SessionFile } from "@lvlm-interpret/core/session";
import { csvText } from "../export/csv.js";
import { fileStem } from "../foundation/file-stem.js";

type Cell = string | number;
type Lines = readonly (readonly Cell[])[];

function about(session: SessionFile): Lines {
	const { model, run, sampling, toolVersion, createdAt, answer, messages, leftOut } = session;
	return [
		["what", "value"],
		["model", model.id],
		["model type", model.modelType],
		["model fingerprint", model.fingerprint],
		...(model.revision === undefined ? [] : [["model revision", model.revision]]),
		["backend", run.backend],
		["device", run.device],
		["precision", run.precision],
		["written by", `lvlm-interpret ${toolVersion}`],
		...(createdAt === undefined ? [] : [["written at", createdAt]]),
		...messages.map(({ role, text }) => [role, text]),
		["answer", answer.text],
		["answer ended by", answer.stopReason],
		...Object.entries(sampling),
		...leftOut.map(({ what, reason }) => [`without ${what}`, reason]),
	];
}

function tokens({ answer, sequence }: SessionFile): Lines {
	return [
		["answer token", "joint position", "id", "text", "log-probability (nats)", "sampled probability"],
		...answer.tokens.map((one) => [
			one.index,
			sequence.promptLength + one.index,
			one.id,
			one.text,
			one.logProbability,
			one.sampledProbability,
		]),
	];
}

/** A tensor in long form: a column for each axis, another for its labels where it has some, then the value. */
function long({ tensor, axes, unit }: ResultTensor): Lines {
	const head = axes.flatMap(({ name, labels }) => (labels ? [name, `${name} label`] : [name]));
	const sizes = axes.map(({ index }) => index.length);
	const lines = Array.from(tensor.data, (value, at) => {
		let rest = at;
		const places = sizes.map(() => 0);
		for (let depth = sizes.length - 1; depth >= 0; depth--) {
			places[depth] = rest % (sizes[depth] as number);
			rest = Math.floor(rest / (sizes[depth] as number));
		}
		return [
			...axes.flatMap(({ index, labels }, depth): Cell[] => {
				const place = places[depth] as number;
				return labels ? [index[place] as number, labels[place] as string] : [index[place] as number];
			}),
			value,
		];
	});
	return [[...head, unit], ...lines];
}

function graphs({ nodes, heads }: CausalGraphs): Readonly<Record<"nodes" | "edges", Lines>> {
	return {
		nodes: [
			["node", "joint position", "kind", "region", "label"],
			...nodes.map(({ id, position, what, region, label }) => [id, position, what, region ?? "", label]),
		],
		edges: [
			["layer", "head", "from node", "to node", "mark at from", "mark at to"],
			...heads.flatMap(({ layer, head, edges }) =>
				edges.map(({ from, to, markAtFrom, markAtTo }) => [layer, head, from, to, markAtFrom, markAtTo]),
			),
		],
	};
}

/**
 * The tables of a session as CSV by the name of their files: what it is, the tokens of its answer, each tensor of its results in long
 * form, nodes and edges of causal graphs. No cell is run by a spreadsheet. Rows of attention are left out: they are in the session file.
 */
export function sessionTables(session: SessionFile): Readonly<Record<string, string>> {
	const results: Cell[][] = [["file", "method", "options", "unit", "description", "cautions", "left undone"]];
	const files: [string, Lines][] = [
		["about.csv", about(session)],
		["answer.csv", tokens(session)],
	];
	session.results.forEach((result, at) => {
		const { method, options, tensors, cautions = [], partial = "", kind } = result;
		const stem = `${String(at + 1).padStart(2, "0")}-${fileStem(method, kind)}`;
		const add = (name: string, lines: Lines, unit: string, description: string): void => {
			const file = `${stem}-${fileStem(name, "values")}.csv`;
			files.push([file, lines]);
			results.push([file, method, JSON.stringify(options), unit, description, cautions.join(" "), partial]);
		};
		for (const [name, tensor] of Object.entries(tensors)) add(name, long(tensor), tensor.unit, tensor.description);
		if (kind !== "causal-graph" || !result.data) return;
		const { nodes, edges } = graphs(result.data as CausalGraphs);
		add("nodes", nodes, "", "What stands at each node of the causal graphs.");
		add("edges", edges, "", "Edges of the causal graphs, one graph a head, with the marks at both ends.");
	});
	files.push(["results.csv", results]);
	return Object.fromEntries(files.map(([name, lines]) => [name, csvText(lines)]));
}
