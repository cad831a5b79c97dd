import type { Faithfulness } from "@lvlm-interpret/core";

/** What the figures come to, in one word each; told apart by words and a sign, not by colour. */
export type FaithfulnessGrade = "better" | "alike" | "worse" | "independent" | "unfinished";

export const gradeWords: Readonly<Record<FaithfulnessGrade, { readonly sign: string; readonly text: string }>> = {
	better: { sign: "✓", text: "better than random" },
	alike: { sign: "≈", text: "not told apart from random" },
	worse: { sign: "✗", text: "worse than random" },
	independent: { sign: "∅", text: "the answer does not depend on it" },
	unfinished: { sign: "…", text: "not finished" },
};

/** How a map's ranking stands beside random ones: by the area between insertion and deletion. */
export function gradeOf({
	isDependent,
	areas,
	random,
}: Pick<Faithfulness, "isDependent" | "areas" | "random">): FaithfulnessGrade {
	if (!isDependent) return "independent";
	if (!areas) return "unfinished";
	const others = random.areas.map(({ between }) => between);
	if (others.length === 0) return "unfinished";
	if (areas.between > Math.max(...others)) return "better";
	return areas.between < Math.min(...others) ? "worse" : "alike";
}

/** "2.45", "−0.10", and "0.00" for what rounds to it from either side. */
export function signed(value: number): string {
	return value
		.toFixed(2)
		.replace(/^-(?=0\.00$)/, "")
		.replace("-", "−");
}

/** "2.45 nats", "1.00 nat". */
export function nats(value: number): string {
	const text = signed(value);
	return `${text} ${Math.abs(value).toFixed(2) === "1.00" ? "nat" : "nats"}`;
}

/** "0.00 ± 0.00 nats" of random rankings; undefined where fewer than two came to their end. */
export function baselineText({ random }: Pick<Faithfulness, "random">): string | undefined {
	const { between, areas } = random;
	return between ? `${areas.length} random rankings: ${signed(between.mean)} ± ${nats(between.deviation)}` : undefined;
}

/** The explained words, in quotes. */
export function explainedText({ tokens }: Pick<Faithfulness, "tokens">): string {
	return `“${
		tokens
			.map(({ text }) => text)
			.join("")
			.trim() || "␣"
	}”`;
}
