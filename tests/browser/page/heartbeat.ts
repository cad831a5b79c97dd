/** Ticks of the page's own timer while work is done elsewhere, and the longest pause between two of them. */
export interface Heartbeat {
	readonly ticks: number;
	readonly longestMs: number;
	readonly tookMs: number;
}

/** Does `work` beside a timer of 4 ms. */
export async function withHeartbeat<T>(work: () => Promise<T>): Promise<{ value: T; heart: Heartbeat }> {
	const started = performance.now();
	let last = started;
	let ticks = 0;
	let longestMs = 0;
	const timer = setInterval(() => {
		const now = performance.now();
		longestMs = Math.max(longestMs, now - last);
		last = now;
		ticks++;
	}, 4);
	try {
		const value = await work();
		return { value, heart: { ticks, longestMs, tookMs: performance.now() - started } };
	} finally {
		clearInterval(timer);
	}
}
