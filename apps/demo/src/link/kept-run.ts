import type { LinkState } from "@lvlm-interpret/ui/session";
import type { Run } from "../runs/run.js";
import type { FoundWork } from "../runs/run-shelf.js";

/** How a link names a picture by its content. */
export const hashAddress = (hash: string): string => `sha256:${hash}`;

/** The run of this browser's store that a link means: by its name, else the last about that picture, asked so where the link says how. */
export function keptRun(
	works: readonly FoundWork[],
	{ picture, question, settings }: LinkState,
): { readonly work: FoundWork; readonly run: Run } | undefined {
	const find = (isMeant: (run: Run) => boolean) => {
		for (const work of works) {
			const run = work.runs.findLast(isMeant);
			if (run) return { work, run };
		}
		return undefined;
	};
	const isOf = (run: Run): boolean =>
		run.picture !== undefined && (picture === undefined || [hashAddress(run.picture), run.address].includes(picture));
	return (
		find((run) => run.id === settings?.run && isOf(run)) ??
		(picture?.startsWith("sha256:")
			? find((run) => isOf(run) && (question === undefined || run.question === question))
			: undefined)
	);
}
