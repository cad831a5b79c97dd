import { useEffect, useRef, useState } from "react";

/** What of a changing text is announced: the newest, at most once in `everyMs`. An empty text is taken at once. */
export function useSlowly(text: string, everyMs = 5000): string {
	const [said, setSaid] = useState("");
	const at = useRef(Number.NEGATIVE_INFINITY);
	useEffect(() => {
		if (text === "") {
			setSaid("");
			return;
		}
		const wait = Math.max(0, at.current + everyMs - performance.now());
		const timer = setTimeout(() => {
			at.current = performance.now();
			setSaid(text);
		}, wait);
		return () => clearTimeout(timer);
	}, [text, everyMs]);
	return said;
}
