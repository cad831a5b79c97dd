import { type ResultBody, type ResultTensor, tensor } from "@lvlm-interpret/core";
import type { Replay, Rows } from "@lvlm-interpret/graph";
import { chosenTokens } from "../selection/tokens.js";
import { normalisedRows, relevanceRows } from "./maps.js";
import type { RelevancyOptions } from "./options.js";

export function relevancyResult(options: RelevancyOptions, rows: Rows, replay: Replay): ResultBody<"position-map"> {
	const { tokens, labels } = chosenTokens(replay, options.tokens);
	const raw = relevanceRows(options, rows, replay);
	const shown = (list: readonly Float64Array[]) => (options.normalize ? normalisedRows(list) : list);
	const of = shown(raw.positions ?? raw.vision ?? []);
	const width = of[0]?.length ?? 0;
	const data = new Float32Array(of.length * width);
	of.forEach((row, index) => data.set(row, index * width));
	const map: ResultTensor = {
		tensor: tensor("float32", [of.length, width], data),
		axes: [{ name: "token", index: tokens, labels }, { name: "key", index: Array.from({ length: width }, (_, i) => i) }],
		unit: "relevance", signed: false, range: [0, Number.POSITIVE_INFINITY], description: "x",
	};
	return { kind: "position-map", tensors: { relevance: map }, signals: {} };
}
