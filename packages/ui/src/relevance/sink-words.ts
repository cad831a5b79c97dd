import type { ImageLayout, Result } from "@lvlm-interpret/core";
import { cellPlace } from "../image/patch-caption.js";
import { sinksOf } from "../image/sinks.js";

const named = 3;

/** "2 suspected sinks, shown as they are: row 1, column 24; row 24, column 1." Undefined where there are none. */
function sentence(names: readonly string[], { sinks }: Pick<Result, "sinks">): string | undefined {
	if (names.length === 0) return undefined;
	const isOne = names.length === 1;
	const rest = names.length - named;
	const done = sinks?.mode === "hide" ? "left out (0 here)" : `shown as ${isOne ? "it is" : "they are"}`;
	return `${names.length} suspected ${isOne ? "sink" : "sinks"}, ${done}: ${names.slice(0, named).join("; ")}${rest > 0 ? ` and ${rest} more` : ""}.`;
}

/**
 * The patches of a result that draw mass whatever is said, and whether its maps have them, as a sentence: nothing is taken out of a map,
 * or leads it, without a word. Undefined where none is suspected; see `sinksOf`.
 */
export function patchSinkWords(result: Pick<Result, "sinks" | "tensors">, layout: ImageLayout): string | undefined {
	const columns = layout.grid?.columns ?? layout.regions.length;
	return sentence(
		sinksOf(result, layout).map(({ cell }) => cellPlace([cell], columns)),
		result,
	);
}

/** The same of all tokens of the sequence, those that the result names. */
export function tokenSinkWords(result: Pick<Result, "sinks">): string | undefined {
	const candidates = result.sinks?.candidates ?? [];
	return sentence(
		candidates.map(({ text, position, region }) =>
			region === undefined ? `“${text.trim() || "␣"}” at position ${position}` : `a patch at position ${position}`,
		),
		result,
	);
}
