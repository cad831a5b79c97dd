import { LvlmError, type Result, type ResultTensor } from "@lvlm-interpret/core";
import { shuffled } from "../random/seeded-random.js";

/** A map as a ranking sees it: one number a place. */
export interface RankedMap {
	readonly method: string;
	/** That the explanation was made with. */
	readonly options?: Result["options"];
	readonly tensor: string;
	/** What was averaged over what. */
	readonly reduction: string;
	/** The answer tokens that it is about. */
	readonly tokens: readonly number[];
	/** What `index` holds: regions of the picture, or joint positions. */
	readonly what: "region" | "key";
	readonly index: readonly number[];
	readonly values: readonly number[];
}

export interface RankedMapOptions {
	/** Name of the result's tensor. Default: the first one with an axis of tokens before one of regions or keys. */
	readonly tensor?: string;
	/** Answer tokens; their rows are averaged. Default: all that the tensor has. */
	readonly tokens?: readonly number[];
	/** Decoder layers that are averaged, where the tensor has them. Default: all that it has. */
	readonly layers?: readonly number[];
}

const placeAxes = new Set(["region", "key"]);

function refused(name: string, message: string, expected: string, actual: string): LvlmError<"invalid-argument"> {
	return new LvlmError("invalid-argument", message, { name, expected, actual });
}

function isMap({ axes }: ResultTensor): boolean {
	return axes.some(({ name }) => name === "token") && placeAxes.has(axes.at(-1)?.name ?? "");
}

/** Where the chosen entries of an axis are; all of them without a choice. */
function chosenAt(name: string, index: readonly number[], wanted: readonly number[] | undefined): number[] {
	if (!wanted) return index.map((_, at) => at);
	return wanted.map((one) => {
		const at = index.indexOf(one);
		if (at >= 0) return at;
		throw refused(name, `The map has no ${name} ${one}.`, index.join(", "), String(one));
	});
}

/** The weights of a causal graph over its nodes, by joint position; what is no node has no weight. */
function causalMap(result: Result<"causal-graph">): RankedMap {
	const { data } = result;
	if (!data) throw refused("result", "The causal graph has no data.", "a result with data", "none");
	const weights = new Map(data.aggregate.map(({ id, weight }) => [id, weight]));
	const placed = data.nodes.filter(({ id }) => id !== data.target.id);
	return {
		method: result.method,
		options: result.options,
		tensor: "aggregate",
		reduction: "weights of the nodes, summed over the heads",
		tokens: [data.target.token],
		what: "key",
		index: placed.map(({ position }) => position),
		values: placed.map(({ id }) => weights.get(id) ?? 0),
	};
}

/**
 * One number a place out of any result that ranks places for answer tokens: maps of attention, relevancy or rollout, weights of a causal
 * graph. All axes but the last (layers, heads, tokens) are averaged.
 *
 * @throws {LvlmError} "invalid-argument" for a result without such a tensor, or a token or layer that it does not have.
 */
export function rankedMap(result: Result, options: RankedMapOptions = {}): RankedMap {
	if (result.kind === "causal-graph") return causalMap(result as Result<"causal-graph">);
	const found = Object.entries(result.tensors).find(([name, one]) =>
		options.tensor === undefined ? isMap(one) : name === options.tensor,
	);
	if (!found || !isMap(found[1])) {
		const known = Object.entries(result.tensors).flatMap(([name, one]) => (isMap(one) ? [name] : []));
		throw refused(
			"tensor",
			`The result of "${result.method}" has no map of places for answer tokens${options.tensor ? ` called "${options.tensor}"` : ""}.`,
			known.join(", ") || "a result with an axis of tokens before one of regions or keys",
			options.tensor ?? Object.keys(result.tensors).join(", "),
		);
	}
	const [name, { tensor, axes }] = found;
	const last = axes.at(-1) as ResultTensor["axes"][number];
	const width = last.index.length;
	const outer = axes.slice(0, -1);
	const wanted = { token: options.tokens, layer: options.layers } as Readonly<Record<string, readonly number[]>>;
	const picked = outer.map((axis) => chosenAt(axis.name, axis.index, wanted[axis.name]));
	// Rows of the tensor that are averaged.
	let rows = [0];
	outer.forEach((axis, depth) => {
		rows = rows.flatMap((row) => (picked[depth] as number[]).map((at) => row * axis.index.length + at));
	});
	const values = Array.from({ length: width }, (_, place) =>
		rows.reduce((sum, row) => sum + (tensor.data[row * width + place] as number) / rows.length, 0),
	);
	const over = outer.flatMap((axis, depth) => {
		const count = (picked[depth] as number[]).length;
		return count > 1 ? [`${count} ${axis.name}s`] : [];
	});
	const tokenDepth = outer.findIndex((axis) => axis.name === "token");
	return {
		method: result.method,
		options: result.options,
		tensor: name,
		reduction: over.length === 0 ? "one row as it is" : `mean over ${over.join(" and ")}`,
		tokens: (picked[tokenDepth] as number[]).map((at) => outer[tokenDepth]?.index[at] as number),
		what: last.name as "region" | "key",
		index: last.index,
		values,
	};
}

/** Places from the highest value to the lowest; equal values in an order drawn by the seed. */
export function rankOrder(values: readonly number[], seed: string): number[] {
	const drawn = shuffled(values.length, seed);
	return drawn.sort((a, b) => (values[b] as number) - (values[a] as number));
}

/** How many values another place has too. */
export function tiedCount(values: readonly number[]): number {
	const counts = new Map<number, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return [...counts.values()].reduce((sum, count) => sum + (count > 1 ? count : 0), 0);
}
