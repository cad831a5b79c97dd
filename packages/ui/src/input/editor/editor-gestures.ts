/** What the hand does to the picture; places are shares of the box, in [0, 1] inside. */
export interface EditorActions {
	/** Whether one pointer moves the picture instead of drawing. */
	isMoving(): boolean;
	begin(x: number, y: number): void;
	draw(x: number, y: number): void;
	end(): void;
	/** The stroke was none: a second finger came. */
	drop(): void;
	/** Without a button pressed. */
	hover(x: number, y: number): void;
	leave(): void;
	zoom(factor: number, x: number, y: number): void;
	/** The window moves by this share of itself. */
	pan(x: number, y: number): void;
}

/**
 * Drawing with one pointer, and zooming and panning with two fingers or with Ctrl and the wheel, outside React. The box should have
 * `touch-action: none`.
 *
 * @returns Stops listening.
 */
export function editorGestures(box: HTMLElement, actions: EditorActions): () => void {
	const stop = new AbortController();
	const pointers = new Map<number, { x: number; y: number }>();
	let mode: "none" | "draw" | "pan" = "none";
	const share = ({ clientX, clientY }: { clientX: number; clientY: number }): { x: number; y: number } => {
		const rect = box.getBoundingClientRect();
		return { x: (clientX - rect.x) / rect.width, y: (clientY - rect.y) / rect.height };
	};
	const listen = <K extends keyof HTMLElementEventMap>(
		type: K,
		handler: (event: HTMLElementEventMap[K]) => void,
		options: AddEventListenerOptions = {},
	): void => box.addEventListener(type, handler, { ...options, signal: stop.signal });
	/** Middle of all fingers, and how far the first and last are apart, in pixels. */
	const hold = (): { x: number; y: number; spread: number } => {
		const all = [...pointers.values()];
		const [a, b] = [all[0], all.at(-1)] as [{ x: number; y: number }, { x: number; y: number }];
		const { width, height } = box.getBoundingClientRect();
		const spread = Math.hypot((a.x - b.x) * width, (a.y - b.y) * height);
		return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, spread };
	};
	listen("pointerdown", (event) => {
		if (event.pointerType !== "touch" && event.button !== 0) return;
		if (pointers.size >= 2) return;
		const at = share(event);
		pointers.set(event.pointerId, at);
		// A pointer that is already up has nothing to capture.
		if (box.isConnected && event.isTrusted) box.setPointerCapture(event.pointerId);
		if (pointers.size === 2) {
			if (mode === "draw") actions.drop();
			mode = "pan";
		} else if (actions.isMoving()) mode = "pan";
		else {
			mode = "draw";
			actions.begin(at.x, at.y);
		}
	});
	listen("pointermove", (event) => {
		const at = share(event);
		if (!pointers.has(event.pointerId)) {
			if (event.pointerType !== "touch") actions.hover(at.x, at.y);
			return;
		}
		const before = hold();
		pointers.set(event.pointerId, at);
		if (mode === "draw") {
			const all = event.getCoalescedEvents?.() ?? [];
			for (const one of all.length > 0 ? all : [event]) {
				const { x, y } = share(one);
				actions.draw(x, y);
			}
		} else if (mode === "pan") {
			const after = hold();
			actions.pan(before.x - after.x, before.y - after.y);
			if (before.spread > 0 && after.spread > 0) actions.zoom(after.spread / before.spread, after.x, after.y);
		}
	});
	const finish = (isDone: boolean) => (event: PointerEvent) => {
		if (!pointers.delete(event.pointerId)) return;
		if (mode === "draw") isDone ? actions.end() : actions.drop();
		// What is left of two fingers draws nothing.
		if (pointers.size === 0) mode = "none";
		else mode = "pan";
	};
	listen("pointerup", finish(true));
	listen("pointercancel", finish(false));
	listen("pointerleave", () => actions.leave());
	listen("dragstart", (event) => event.preventDefault());
	listen(
		"wheel",
		(event) => {
			if (!event.ctrlKey) return;
			event.preventDefault();
			const { x, y } = share(event);
			actions.zoom(Math.exp(-event.deltaY / 300), x, y);
		},
		{ passive: false },
	);
	return () => stop.abort();
}
