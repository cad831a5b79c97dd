import type { Tensor } from "@lvlm-interpret/core";
import type { ModelHandles, ProgramStage, Replay, Rows } from "@lvlm-interpret/graph";
import { imagePositions } from "../selection/image-positions.js";
import { chosenTokens } from "../selection/tokens.js";
import type { RelevancyOptions } from "./options.js";
import { decoderStage, exactStage, hostRows, lastRowStage, sequenceStart, visionStage, visionStart } from "./stages.js";

/** The relevance of each chosen token, one row a token, its own identity left out. */
export interface RelevanceRows {
	/** Over joint positions 0 … S-1: map `llama`, and the part of `composed` that comes by the language model. */
	readonly positions?: readonly Float64Array[];
	/** Over vision positions, class token first (`composed`: over patches): all maps but `llama`. */
	readonly vision?: readonly Float64Array[];
}

/** The stages that make a map; the last one is the program's own. */
export function stagesOf(handles: ModelHandles, options: RelevancyOptions): ProgramStage[] {
	const { map, mode } = options;
	const count = (replay: Replay) => chosenTokens(replay, options.tokens).tokens.length;
	if (map === "vit") return [visionStage(handles, options)];
	if (mode === "exact") return [exactStage(handles, options)];
	const decoder = () =>
		(mode === "lastRowOnly" && lastRowStage(handles.reopen(), options)) || decoderStage(handles, options);
	if (map === "llama") return [decoder()];
	if (map === "all_v2") return [decoder(), visionStage(handles.reopen(), options)];
	if (map === "composed") {
		const inVision = (replay: Replay, earlier: Rows, positions: number, dropped: number) =>
			visionStart(replay, hostRows(earlier.rows as Tensor, count(replay)), positions, dropped);
		return [decoder(), visionStage(handles.reopen(), options, inVision)];
	}
	const onSequence = (replay: Replay, earlier: Rows) =>
		sequenceStart(replay, hostRows(earlier.vision_rows as Tensor, count(replay)));
	return [visionStage(handles, options), decoderStage(handles.reopen(), options, onSequence)];
}

/**
 * The rows that a map is, from what its stages gained. Without the 1 that R starts from (the token's own position; the class token in
 * the vision maps) they are the rows of the original program without normalisation.
 *
 * - llama: r = e·Π(I + C), less e
 * - vit: c = e_CLS·Π(I + Cᵛⁱᵗ), less e_CLS
 * - all: [c₀, r on the image tokens], where r starts from c there
 * - all_v2: [c₀ + c·ρ, c + c₀·ρ], ρ = r on the image tokens
 * - composed: ρ led on through the vision encoder, on the patches
 */
export function relevanceRows(options: RelevancyOptions, rows: Rows, replay: Replay): RelevanceRows {
	const { queries } = chosenTokens(replay, options.tokens);
	const gains = (tensor: Tensor | undefined) =>
		tensor ? hostRows(tensor, queries.length).map((row) => Float64Array.from(row)) : [];
	const own = gains(rows.rows);
	if (options.map === "llama") return { positions: own };
	const vision = gains(rows.vision_rows);
	if (options.map === "vit") return { vision };
	const image = imagePositions(replay).positions;
	const joined = vision.map((c, index) => {
		const r = own[index] as Float64Array;
		const dropped = c.length - image.length;
		const rho = image.map((position) => r[position] as number);
		const patches = c.subarray(dropped);
		if (options.map === "composed") return patches.map((gain, place) => gain + (rho[place] as number));
		const row = new Float64Array(c.length);
		if (options.map === "all") {
			row[0] = c[0] as number;
			row.set(
				patches.map((start, place) => start + (rho[place] as number)),
				dropped,
			);
			return row;
		}
		const first = 1 + (c[0] as number);
		row[0] = patches.reduce((sum, one, place) => sum + one * (rho[place] as number), c[0] as number);
		row.set(
			patches.map((one, place) => one + first * (rho[place] as number)),
			dropped,
		);
		return row;
	});
	return options.map === "composed" ? { positions: own, vision: joined } : { vision: joined };
}

/** Each row divided by its sum; a row of zeros stays one. Source: as rule 6, equations 8 and 9, one row of them. */
export function normalisedRows(rows: readonly Float64Array[]): Float64Array[] {
	return rows.map((row) => {
		const sum = row.reduce((total, one) => total + one, 0);
		return row.map((one) => one / (sum === 0 ? 1 : sum));
	});
}
