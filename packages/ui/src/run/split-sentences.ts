/** Longer than this, what has no end is given in parts, so that a list or a poem is heard while it is written. */
const mostWaiting = 240;

/** Ends of sentences by their marks, for browsers without `Intl.Segmenter`. */
function endsByMarks(text: string): number[] {
	return Array.from(
		text.matchAll(/[.!?…]+["'”’)\]]*\s+|[。！？]+[”」』）]*|\n+/gu),
		(match) => match.index + match[0].length,
	);
}

function ends(text: string, locale?: string): number[] {
	if (typeof Intl.Segmenter !== "function") return endsByMarks(text);
	return Array.from(
		new Intl.Segmenter(locale, { granularity: "sentence" }).segment(text),
		(one) => one.index + one.segment.length,
	);
}

/**
 * Up to where a growing text can be read out: whole sentences after `start`. What comes last counts as whole only at the end, for
 * "3." may become "3.5".
 *
 * @param isEnd  Whether the text grows no more.
 * @returns An index into `text`, `start` where nothing is whole.
 */
export function readableEnd(text: string, start: number, isEnd: boolean, locale?: string): number {
	if (isEnd) return text.length;
	const rest = text.slice(start);
	const last = ends(rest, locale)
		.filter((end) => end < rest.length)
		.at(-1);
	if (last !== undefined) return start + last;
	if (rest.length <= mostWaiting) return start;
	const gap = rest.slice(0, mostWaiting).search(/\s\S*$/);
	return start + (gap > 0 ? gap + 1 : mostWaiting);
}
