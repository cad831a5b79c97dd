import type { SanityCheck, SanityLevel } from "@lvlm-interpret/core";

/** From which rank correlation on a map made again with nothing changed is the same. */
export const sameFrom = 0.999;

export const written = (value: number): string => value.toFixed(2).replace("-", "−");

export const meanOf = (values: readonly number[]): number =>
	values.reduce((sum, value) => sum + value, 0) / values.length;

/** "0.12 (3 seeds: −0.02 to 0.21)" */
export function spreadOf(similarities: readonly number[]): string {
	const mean = meanOf(similarities);
	if (similarities.length === 1) return written(mean);
	const [low, high] = [Math.min(...similarities), Math.max(...similarities)];
	return `${written(mean)} (${similarities.length} seeds: ${written(low)} to ${written(high)})`;
}

/** What is left of a map that stays although something was taken away. */
const stays: Readonly<Record<NonNullable<SanityCheck["id"]>, string>> = {
	weights: "What it shows is not what the model has learned.",
	image: "It shows where things usually are, not what this picture holds.",
	prompt: "It shows what this picture and the answer's own earlier words bring with them, not what was asked.",
};

/** What a check comes to. */
export function checkVerdict(
	id: NonNullable<SanityCheck["id"]>,
	similarities: readonly number[],
	limit: number,
): string {
	const mean = meanOf(similarities);
	const figures = `rank correlation ${spreadOf(similarities)}`;
	return mean < limit
		? `The map changes: ${figures}, below ${written(limit)}.`
		: `The map stays much as it was: ${figures}, not below ${written(limit)}. ${stays[id]}`;
}

const dependsOn: Readonly<Record<NonNullable<SanityCheck["id"]>, string>> = {
	weights: "the model's weights",
	image: "where things are in the picture",
	prompt: "the question",
};

const listed = (words: readonly string[]): string =>
	words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** All checks together, as sentences. */
export function sanityVerdict(
	identity: number,
	checks: readonly SanityCheck[],
	cascade: readonly SanityLevel[],
	limit: number,
): string {
	if (identity < sameFrom) {
		return `Made again with nothing changed, the map is another one (rank correlation ${written(identity)}): the checks say nothing of it.`;
	}
	const measured = checks.filter(({ similarity }) => similarity !== undefined);
	const of = (isPassed: boolean) =>
		measured.flatMap((check) => (check.id && check.isPassed === isPassed ? [dependsOn[check.id]] : []));
	const [changes, not] = [of(true), of(false)];
	const gone = cascade.find(({ similarity }) => similarity < limit);
	return [
		measured.length === 0 ? "Nothing has been measured." : "",
		changes.length > 0 ? `The map depends on ${listed(changes)}.` : "",
		not.length > 0 ? `It is not sensitive to ${listed(not)}.` : "",
		gone && gone.blocks > 0
			? `With random weights from the top down it is another map from ${gone.name} on (${gone.blocks} ${gone.blocks === 1 ? "block" : "blocks"}).`
			: "",
	]
		.filter(Boolean)
		.join(" ");
}
