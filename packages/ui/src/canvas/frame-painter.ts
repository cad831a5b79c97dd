/** Asks for a paint; many asks in one frame are one paint. */
export interface FramePainter {
	request(): void;
	/** Paints at once what was asked for: before an export reads the canvas. */
	flush(): void;
	cancel(): void;
}

/** At most one `paint` an animation frame, however often it is asked for. */
export function framePainter(paint: () => void): FramePainter {
	let frame = 0;
	const run = (): void => {
		frame = 0;
		paint();
	};
	return {
		request() {
			frame ||= requestAnimationFrame(run);
		},
		flush() {
			if (!frame) return;
			cancelAnimationFrame(frame);
			run();
		},
		cancel() {
			cancelAnimationFrame(frame);
			frame = 0;
		},
	};
}
