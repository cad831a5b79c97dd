import { resolveOptions, type Tensor, tensor } from "@lvlm-interpret/core";
import type { Rows } from "@lvlm-interpret/graph";
import { describe, expect, it } from "vitest";
import { conversation, made } from "../test-data/toy-conversation.js";
import { type RelevancyOptions, relevancyOptions } from "./options.js";
import { cautionsOf, relevancyResult } from "./result.js";

const settings = (given: Partial<RelevancyOptions>) => resolveOptions("relevancy", relevancyOptions, given);

/** Rows of the chosen tokens as the language model's stage gives them. */
function ownRows(chosen: readonly number[]): Rows {
	const data = Float32Array.from(chosen.flatMap((token) => [...(made[token] as Float32Array)]));
	return { rows: tensor("float32", [1, chosen.length, conversation.rows], data) };
}

/** Five vision positions a token, the class token first. */
const visionOf = (token: number): number[] => [5, 1 + token, 2, 0, 4];
const visionRows = (): Rows => ({
	vision_rows: tensor("float32", [5, 1, 1, 5], Float32Array.from([0, 1, 2, 3, 4].flatMap(visionOf))),
});

/** Of the map llama unless another is named. */
const run = (given: Partial<RelevancyOptions>, rows: Rows = ownRows([0, 1, 2, 3, 4])) =>
	relevancyResult(settings({ map: "llama", ...given }), rows, conversation);

/** A tensor as rows by label, of plain numbers. */
function table(body: ReturnType<typeof run>, name: string): { labels: string[]; index: number[]; rows: number[][] } {
	const shown = body.tensors[name];
	if (!shown) throw new Error(`no tensor ${name}`);
	const [first, second] = shown.axes;
	const width = second?.index.length ?? 0;
	const rows = (first?.index ?? []).map((_, at) => [...shown.tensor.data.subarray(at * width, (at + 1) * width)]);
	return { labels: [...(first?.labels ?? [])], index: [...(first?.index ?? [])], rows };
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, one) => total + one, 0);
const scaled = (token: number) =>
	Array.from(made[token] as Float32Array, (one) => one / sum(made[token] as Float32Array));
const image = [2, 3, 4, 5];

function close(actual: readonly number[], expected: readonly number[]): void {
	expect(actual).toHaveLength(expected.length);
	actual.forEach((value, at) => {
		expect(Math.abs(value - (expected[at] as number))).toBeLessThan(1e-6);
	});
}

describe("map llama", () => {
	it("has image and all positions on one scale: each row is divided by its sum", () => {
		const body = run({});
		const { rows, labels, index } = table(body, "image");
		expect([labels, index]).toEqual([
			[" It", " is", " re", "d", "."],
			[0, 1, 2, 3, 4],
		]);
		rows.forEach((row, token) => {
			close(
				row,
				image.map((position) => scaled(token)[position] as number),
			);
		});
		table(body, "relevance").rows.forEach((row, token) => {
			close(row, scaled(token));
		});
		expect(body.tensors.relevance?.axes[1]?.labels?.[7]).toBe(" col");
		expect(body.tensors.image).toMatchObject({ unit: "relevance share", range: [0, 1], signed: false });
		expect(body.absent).toBeUndefined();
	});

	it.each([
		["mean", (a: number, b: number) => (a + b) / 2],
		["max", Math.max],
		["sum", (a: number, b: number) => a + b],
	] as const)("puts the tokens of a word together: %s", (wordReduction, both) => {
		const body = run({ wordReduction });
		const perImage = table(body, "wordImage");
		expect([perImage.labels, perImage.index]).toEqual([
			["It", "is", "red", "."],
			[0, 1, 2, 4],
		]);
		const [second, third] = [scaled(2), scaled(3)];
		const red = second.map((one, position) => both(one, third[position] as number));
		close(
			perImage.rows[2] as number[],
			image.map((position) => red[position] as number),
		);
		close(
			perImage.rows[1] as number[],
			image.map((position) => scaled(1)[position] as number),
		);
		const words = body.tensors.words;
		expect(words?.axes[1]).toEqual({
			name: "key",
			index: [6, 7, 9, 11, 12, 13, 15],
			labels: ["What", "colour", "?", "It", "is", "red", "."],
		});
		const at = (position: number) => red[position] as number;
		close(table(body, "words").rows[2] as number[], [
			at(6),
			both(at(7), at(8)),
			at(9),
			at(11),
			at(12),
			both(at(13), at(14)),
			at(15),
		]);
		expect(body.tensors.words?.range[1]).toBe(wordReduction === "sum" ? Number.POSITIVE_INFINITY : 1);
	});

	it("as it is without normalisation", () => {
		const body = run({ normalize: false });
		table(body, "image").rows.forEach((row, token) => {
			close(
				row,
				image.map((position) => made[token]?.[position] as number),
			);
		});
		expect(body.tensors.image).toMatchObject({ unit: "relevance", range: [0, Number.POSITIVE_INFINITY] });
	});

	it("of some tokens: a word is known by those that are explained", () => {
		const body = run({ tokens: [4, 3] }, ownRows([4, 3]));
		expect(table(body, "image").index).toEqual([4, 3]);
		const words = table(body, "wordImage");
		expect([words.labels, words.index]).toEqual([
			["red", "."],
			[3, 4],
		]);
		close(
			words.rows[0] as number[],
			image.map((position) => scaled(3)[position] as number),
		);
	});

	it("shares are ratios of the same rows, one line a token", () => {
		const { rows } = table(run({}), "shares");
		const [share, , most] = rows[2] as [number, number, number, number];
		const text = [6, 7, 8, 9, 11, 12, 13, 14, 15];
		const of = (positions: readonly number[]) => sum(positions.map((position) => scaled(2)[position] as number));
		close(
			[share, most],
			[of(image) / of([...image, ...text]), Math.max(...image.map((position) => scaled(2)[position] as number))],
		);
		expect(run({}).tensors.shares?.unit).toBe("ratio");
	});
});

describe("the other maps", () => {
	const rho = (token: number) => image.map((position) => made[token]?.[position] as number);

	it.each([
		["vit", (token: number) => visionOf(token).slice(1), (token: number) => visionOf(token)],
		[
			"composed",
			(token: number) =>
				visionOf(token)
					.slice(1)
					.map((gain, at) => gain + (rho(token)[at] as number)),
			undefined,
		],
		[
			"all",
			(token: number) =>
				visionOf(token)
					.slice(1)
					.map((start, at) => start + (rho(token)[at] as number)),
			(token: number) => [
				5,
				...visionOf(token)
					.slice(1)
					.map((start, at) => start + (rho(token)[at] as number)),
			],
		],
		[
			"all_v2",
			(token: number) =>
				visionOf(token)
					.slice(1)
					.map((one, at) => one + 6 * (rho(token)[at] as number)),
			(token: number) => {
				const patches = visionOf(token).slice(1);
				const first = 5 + sum(patches.map((one, at) => one * (rho(token)[at] as number)));
				return [first, ...patches.map((one, at) => one + 6 * (rho(token)[at] as number))];
			},
		],
	] as const)("%s", (map, patches, whole) => {
		const rows = { ...ownRows([0, 1, 2, 3, 4]), ...visionRows() };
		const raw = run({ map, normalize: false }, rows);
		table(raw, "image").rows.forEach((row, token) => {
			close(row, patches(token));
		});
		// Row normalisation counts what the class token has; "composed" shares out what the language model's row has on the image.
		const share = (token: number) => (map === "composed" ? sum(image.map((at) => scaled(token)[at] as number)) : 1);
		const total = (token: number) => sum((whole ?? patches)(token)) / share(token);
		table(run({ map }, rows), "image").rows.forEach((row, token) => {
			close(
				row,
				patches(token).map((one) => one / total(token)),
			);
		});
		expect(Object.keys(raw.tensors)).toEqual(["image", "wordImage"]);
		expect(Object.keys(raw.absent ?? {})).toEqual(["relevance", "words"]);
	});

	it("composed has the language model's words on the scale of its patches", () => {
		const rows = { ...ownRows([0, 1, 2, 3, 4]), ...visionRows() };
		const [composed, llama] = [run({ map: "composed", mode: "exact" }, rows), run({ mode: "exact" }, rows)];
		for (const name of ["relevance", "words", "shares"]) {
			expect(composed.tensors[name]?.tensor).toEqual(llama.tensors[name]?.tensor);
		}
		expect(composed.absent).toBeUndefined();
		// Patches and the other positions of a row are all of it.
		table(composed, "image").rows.forEach((row, token) => {
			const others = scaled(token).filter((_, position) => !image.includes(position));
			expect(sum(row) + sum(others)).toBeCloseTo(1, 6);
		});
		expect(composed.tensors.words?.description).toContain("relevance through the language model for each");
		expect(composed.tensors.image?.description).toContain("spread over the patches");
		expect(run({ map: "composed", normalize: false }, rows).absent?.words).toMatch(/one scale/);
	});
});

describe("signals and cautions", () => {
	it("count tokens without relevance on the image; zeros stay zeros", () => {
		const rows = ownRows([0, 1, 2, 3, 4]);
		const data = Float32Array.from((rows.rows as Tensor<"float32">).data);
		data.fill(0, conversation.rows, 2 * conversation.rows);
		const body = run({}, { rows: tensor("float32", [1, 5, conversation.rows], data) });
		expect(body.signals).toEqual({ emptyRows: 1 });
		expect(table(body, "image").rows[1]).toEqual([0, 0, 0, 0]);
		expect(table(body, "shares").rows[1]).toEqual([0, 0, 0, 0]);
	});

	it("compare the replay's log-probabilities with the answer's, for all tokens or for those that were run", () => {
		const logProbabilities = (values: number[]) => ({
			log_probability: tensor("float32", [values.length], Float32Array.from(values)),
		});
		const [all, some] = [
			run({ tokens: [3] }, { ...ownRows([3]), ...logProbabilities([-9, -9, -9, -0.5]) }),
			run({ tokens: [3, 1] }, { ...ownRows([3, 1]), ...logProbabilities([-0.4, -0.3]) }),
		];
		expect(all.signals.replayError).toBeCloseTo(0.1, 6);
		expect(some.signals.replayError).toBeCloseTo(0.1, 6);
	});

	it.each([
		["later tokens in hybrid", { mode: "hybrid" }, [0, 1], [/"hybrid".*"exact"/]],
		["the first token alone: hybrid is exact there", { mode: "hybrid" }, [0], []],
		["exact", { mode: "exact" }, [3], []],
		["lastRowOnly", { mode: "lastRowOnly" }, [3], []],
		["composed in hybrid", { map: "composed", mode: "hybrid" }, [3], [/"hybrid"/]],
		["vit", { map: "vit" }, [3], [/class token.*"composed"/]],
		["all in exact", { map: "all", mode: "exact" }, [3], [/class token/]],
		["all_v2 in hybrid", { map: "all_v2", mode: "hybrid" }, [3], [/"hybrid"/, /class token/]],
		["the original's sums", { map: "vit", referenceQuirks: true }, [3], [/class token/, /summed/]],
		["no sums where nothing is summed", { mode: "hybrid", referenceQuirks: true }, [0], []],
	] as const)("warn of %s", (_, given, tokens, expected) => {
		const found = cautionsOf(settings({ map: "llama", ...given }), tokens);
		expect(found).toHaveLength(expected.length);
		expected.forEach((pattern, index) => {
			expect(found[index]).toMatch(pattern);
		});
		const body = run(
			{ ...given, tokens: [...tokens] },
			{
				...ownRows(tokens),
				vision_rows: tensor("float32", [tokens.length, 1, 1, 5], Float32Array.from(tokens.flatMap(visionOf))),
			},
		);
		expect(body.cautions ?? []).toEqual(found);
	});
});
