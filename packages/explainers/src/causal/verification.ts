import type { CausalCheck, CausalExplanation, CausalRadius } from "@lvlm-interpret/core";
import type { Removal } from "../removal/removal-graphs.js";
import type { RemovalOutcome, RemovalTester } from "../removal/removal-tester.js";
import { searchExplanations } from "./discovery/explanation.js";
import type { Pag } from "./discovery/pag.js";

/** What the checks of all heads of one token share: every set of positions is removed once, whoever asks for it. */
export interface Checks {
	/** What each removal did, in the order of `removals`, for each set of joint positions. */
	of(sets: readonly (readonly number[])[]): Promise<readonly (readonly CausalCheck[])[]>;
	/** Whether the deciding removal changed the token, for each set. */
	changes(sets: readonly (readonly number[])[]): Promise<readonly boolean[]>;
}

const nameOf = (set: readonly number[]): string => set.join(" ");

/**
 * @param testers  One a removal, of one token.
 * @param textOf  Text of a token id, as far as it is known.
 */
export function sharedChecks(
	testers: readonly RemovalTester[],
	decidedBy: Removal,
	textOf: (id: number) => string,
): Checks {
	const known = new Map(testers.map((tester) => [tester.removal, new Map<string, RemovalOutcome>()]));
	async function outcomes(tester: RemovalTester, sets: readonly (readonly number[])[]): Promise<RemovalOutcome[]> {
		const cache = known.get(tester.removal) as Map<string, RemovalOutcome>;
		const missing = new Map(sets.filter((set) => !cache.has(nameOf(set))).map((set) => [nameOf(set), set]));
		const names = [...missing.keys()];
		await tester.test([...missing.values()], (batch, first) => {
			batch.forEach(([outcome], index) => {
				cache.set(names[first + index] as string, outcome as RemovalOutcome);
			});
		});
		return sets.map((set) => cache.get(nameOf(set)) as RemovalOutcome);
	}
	const deciding = testers.find(({ removal }) => removal === decidedBy) as RemovalTester;
	return {
		async of(sets) {
			const byRemoval: (readonly CausalCheck[])[] = [];
			for (const tester of testers) {
				const { removal } = tester;
				byRemoval.push(
					(await outcomes(tester, sets)).map(({ predictedId, logProbability, dropNats, isChanged }) => {
						const predicted = { id: predictedId, text: textOf(predictedId) };
						return { removal, predicted, logProbability, dropNats, changed: isChanged };
					}),
				);
			}
			return sets.map((_, at) => byRemoval.map((checks) => checks[at] as CausalCheck));
		},
		changes: async (sets) => (await outcomes(deciding, sets)).map(({ isChanged }) => isChanged),
	};
}

/** One head's graph in terms of positions. */
export interface HeadPlaces {
	readonly graph: Pag;
	/** Joint position of each node of the graph; the last is explained. */
	readonly positions: readonly number[];
	/** Nodes within radius 1, 2, …; cumulative. */
	readonly byRadius: readonly (readonly number[])[];
	/** Positions that may be removed. */
	readonly removable: ReadonlySet<number>;
	/** Id of the result's node at a position. */
	readonly idOf: (position: number) => number;
}

/**
 * By radius: the smallest sets of nodes whose removal changes the token (all of that size), and what removing all nodes does. Nodes that must
 * stay (template, the explained row) are in no set.
 *
 * @param checks  Undefined: nothing is removed, and there are no explanations.
 */
export async function radiusExplanations(
	head: HeadPlaces,
	checks: Checks | undefined,
	options: { readonly maxSets: number; readonly batchSize: number; readonly signal?: AbortSignal | undefined },
): Promise<readonly CausalRadius[]> {
	const { graph, positions, byRadius, removable, idOf } = head;
	const target = positions.length - 1;
	const excluded = positions.flatMap((position, node) => (removable.has(position) ? [] : [node]));
	const placesOf = (nodes: readonly number[]) => nodes.map((node) => positions[node] as number).sort((a, b) => a - b);
	const idsOf = (places: readonly number[]) => places.map(idOf);
	const found: CausalRadius[] = [];
	for (const [index, nodes] of byRadius.entries()) {
		const within = idsOf(placesOf(nodes));
		const radius = index + 1;
		if (!checks) {
			found.push({ radius, within, explanations: [], isComplete: false });
			continue;
		}
		const { explanations, isComplete } = await searchExplanations(
			graph,
			target,
			(sets) => checks.changes(sets.map(placesOf)),
			{
				radius,
				excluded,
				maxSets: options.maxSets,
				batchSize: options.batchSize,
				...(options.signal ? { signal: options.signal } : {}),
			},
		);
		const all = placesOf(nodes.filter((node) => !excluded.includes(node)));
		const asked = [...explanations.map(placesOf), ...(all.length > 0 ? [all] : [])];
		const checked = await checks.of(asked);
		const made = asked.map((set, at): CausalExplanation => ({ nodes: idsOf(set), checks: checked[at] ?? [] }));
		found.push({
			radius,
			within,
			explanations: made.slice(0, explanations.length),
			isComplete,
			...(all.length > 0 ? { whole: made[explanations.length] as CausalExplanation } : {}),
		});
	}
	return found;
}
