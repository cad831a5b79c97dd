/** What the hand does to a picture; shares are of the box. */
export interface StageActions {
	/** About the point (x, y). */
	zoom(factor: number, x: number, y: number): void;
	/** The window moves by this share of itself. */
	pan(x: number, y: number): void;
	reset(): void;
}

const keys: Readonly<Record<string, (actions: StageActions) => void>> = {
	ArrowLeft: (actions) => actions.pan(-0.1, 0),
	ArrowRight: (actions) => actions.pan(0.1, 0),
	ArrowUp: (actions) => actions.pan(0, -0.1),
	ArrowDown: (actions) => actions.pan(0, 0.1),
	"+": (actions) => actions.zoom(1.25, 0.5, 0.5),
	"=": (actions) => actions.zoom(1.25, 0.5, 0.5),
	"-": (actions) => actions.zoom(0.8, 0.5, 0.5),
	"0": (actions) => actions.reset(),
};

/**
 * Zooming and panning of a box, outside React: the mouse drags, Ctrl and the wheel zoom (as a touchpad's pinch does), two fingers
 * do both, keys while the box has the focus. One finger and the plain wheel are the page's.
 *
 * @returns Stops listening.
 */
export function stageGestures(box: HTMLElement, actions: StageActions): () => void {
	const stop = new AbortController();
	const pointers = new Map<number, { x: number; y: number }>();
	const share = (x: number, y: number): { x: number; y: number } => {
		const rect = box.getBoundingClientRect();
		return { x: (x - rect.x) / rect.width, y: (y - rect.y) / rect.height };
	};
	const listen = <K extends keyof HTMLElementEventMap>(
		type: K,
		handler: (event: HTMLElementEventMap[K]) => void,
		options: AddEventListenerOptions = {},
	): void => box.addEventListener(type, handler, { ...options, signal: stop.signal });
	const centre = (): { x: number; y: number; spread: number } => {
		const all = [...pointers.values()];
		const [a, b] = [all[0] as { x: number; y: number }, all.at(-1) as { x: number; y: number }];
		return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, spread: Math.hypot(a.x - b.x, a.y - b.y) };
	};
	listen("pointerdown", (event) => {
		if (event.pointerType !== "touch" && event.button !== 0) return;
		if (pointers.size >= 2) return;
		pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
		if (event.pointerType !== "touch" || pointers.size === 2) box.setPointerCapture(event.pointerId);
	});
	listen("pointermove", (event) => {
		if (!pointers.has(event.pointerId)) return;
		const before = centre();
		pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
		if (event.pointerType === "touch" && pointers.size < 2) return;
		const after = centre();
		const [from, to] = [share(before.x, before.y), share(after.x, after.y)];
		actions.pan(from.x - to.x, from.y - to.y);
		if (before.spread > 0 && after.spread > 0) actions.zoom(after.spread / before.spread, to.x, to.y);
	});
	const end = (event: PointerEvent): void => {
		pointers.delete(event.pointerId);
	};
	listen("pointerup", end);
	listen("pointercancel", end);
	// Two fingers are ours; where they began as one, the page must not scroll on.
	listen("touchmove", (event) => event.touches.length > 1 && event.preventDefault(), { passive: false });
	listen("dragstart", (event) => event.preventDefault());
	listen(
		"wheel",
		(event) => {
			if (!event.ctrlKey) return;
			event.preventDefault();
			const at = share(event.clientX, event.clientY);
			actions.zoom(Math.exp(-event.deltaY / 300), at.x, at.y);
		},
		{ passive: false },
	);
	listen("keydown", (event) => {
		const act = keys[event.key];
		if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
		event.preventDefault();
		event.stopPropagation();
		act(actions);
	});
	return () => stop.abort();
}
