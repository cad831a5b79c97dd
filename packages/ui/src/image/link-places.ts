import type { ImageLayout } from "@lvlm-interpret/core";
import type { SelectionStore } from "../selection/store.js";

/** Regions of one layout that lie under regions of another, each in parts of its own picture: at least a tenth of the smaller one. */
export function regionsUnder(from: ImageLayout, regions: readonly number[], to: ImageLayout): number[] {
	const rects = regions.flatMap((region) => from.regions[region] ?? []);
	const [fx, fy] = [to.imageWidth / from.imageWidth, to.imageHeight / from.imageHeight];
	return to.regions.flatMap((other, region) => {
		if (!other) return [];
		const isUnder = rects.some((rect) => {
			const wide = Math.min(other.x + other.width, (rect.x + rect.width) * fx) - Math.max(other.x, rect.x * fx);
			const tall = Math.min(other.y + other.height, (rect.y + rect.height) * fy) - Math.max(other.y, rect.y * fy);
			const least = Math.min(other.width * other.height, rect.width * fx * rect.height * fy);
			return wide > 0 && tall > 0 && wide * tall >= 0.1 * least;
		});
		return isUnder ? [region] : [];
	});
}

/** Two stores show and pick the same places, on two layouts. @returns What ends that. */
export function linkPlaces(
	a: SelectionStore,
	layoutA: ImageLayout,
	b: SelectionStore,
	layoutB: ImageLayout,
): () => void {
	let isEcho = false;
	const once = (act: () => void): void => {
		if (isEcho) return;
		isEcho = true;
		act();
		isEcho = false;
	};
	const ways = [
		[a, layoutA, b, layoutB],
		[b, layoutB, a, layoutA],
	] as const;
	const stops = ways.flatMap(([from, its, to, other]) => [
		from.subscribe(
			(state) => state.hover,
			({ regions }) => once(() => to.preview(regions ? { regions: regionsUnder(its, regions, other) } : {})),
		),
		from.subscribe(
			(state) => state.locked,
			({ regions }, old) => {
				if (regions !== old.regions) once(() => to.lock({ regions: regionsUnder(its, regions, other) }));
			},
		),
	]);
	return () => {
		for (const stop of stops) stop();
	};
}
