import { useLayoutEffect, useState } from "react";

/**
 * Pixels that an element's content is wide, always up to date.
 *
 * @param before  What is taken while there is no element.
 */
export function useWidth(box: HTMLElement | null, before = 0): number {
	const [width, setWidth] = useState(before);
	useLayoutEffect(() => {
		if (!box) return;
		// At once, so that what is drawn first is not made anew under a focus.
		setWidth(box.clientWidth);
		const sizes = new ResizeObserver(([entry]) => entry && setWidth(Math.round(entry.contentRect.width)));
		sizes.observe(box);
		return () => sizes.disconnect();
	}, [box]);
	return width;
}
