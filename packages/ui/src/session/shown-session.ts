import type { SessionFile } from "@lvlm-interpret/core/session";
import type { Selection } from "../selection/store.js";
import type { StripToken } from "../tokens/token-units.js";

/** What was picked when a session was saved, as far as it can be picked. */
export function pickedIn({ selection = {}, sequence, attention }: SessionFile): Partial<Selection> {
	const { tokens, layer, head, regions } = selection;
	const [layers = 0, heads = 0] = attention?.values.shape ?? [];
	return {
		...(tokens ? { tokens: tokens.filter((position) => position < sequence.tokens.length) } : {}),
		...(layer !== undefined && layer < layers ? { layer } : {}),
		...(head !== undefined && head < heads ? { head } : {}),
		...(regions ? { regions } : {}),
	};
}

/** The tokens of a session's answer as a strip shows them. */
export function answerOf({ answer, sequence }: SessionFile): StripToken[] {
	return answer.tokens.map(({ index, text, isEnd }) => ({
		position: sequence.promptLength + index,
		text,
		isSpecial: isEnd,
	}));
}
