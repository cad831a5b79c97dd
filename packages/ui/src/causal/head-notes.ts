import type { CausalHead } from "@lvlm-interpret/core";

const count = (number: number, one: string): string => `${number} ${number === 1 ? one : `${one}s`}`;

/** What a head found, in a few words: how large its graph is, and whether what it found changes the token. */
export function headNote({ nodes, edges, explanations, incomplete }: CausalHead): string {
	const last = explanations.at(-1);
	const checks = explanations.flatMap(({ whole, explanations: sets }) => [
		...(whole?.checks ?? []),
		...sets.flatMap((set) => set.checks),
	]);
	const found =
		(last?.within.length ?? 0) === 0
			? "no explanation"
			: checks.length === 0
				? `${last?.within.length} in the explanation, not checked`
				: checks.some(({ changed }) => changed)
					? "removing it changes the token"
					: "removing it changes nothing";
	return `${count(nodes.length, "node")}, ${count(edges.length, "edge")}; ${found}${incomplete ? "; search ended early" : ""}`;
}

/** The head to begin with: one whose removal changes the token, else the one that explains most, else the one with most edges. */
export function firstHead(heads: readonly CausalHead[]): CausalHead | undefined {
	const worth = (head: CausalHead): number => {
		const isChanging = head.explanations.some(({ explanations, whole }) =>
			[...explanations, ...(whole ? [whole] : [])].some(({ checks }) => checks.some(({ changed }) => changed)),
		);
		return (isChanging ? 1e6 : 0) + 1e3 * (head.explanations.at(-1)?.within.length ?? 0) + head.edges.length;
	};
	return heads.reduce<CausalHead | undefined>(
		(best, head) => (!best || worth(head) > worth(best) ? head : best),
		undefined,
	);
}
