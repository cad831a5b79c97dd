/** Where a command writes. Answers and data go to `out`; progress, notes and errors to `err`, so that pipes stay clean. */
export interface Terminal {
	out(text: string): void;
	err(text: string): void;
	/** Whether `err` is a terminal that can redraw a line. */
	readonly isInteractive: boolean;
	/** Columns of the terminal. */
	readonly columns: number;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
	return {
		out: (text) => void process.stdout.write(text),
		err: (text) => void process.stderr.write(text),
		isInteractive: process.stderr.isTTY === true && process.env.TERM !== "dumb",
		columns: process.stderr.columns ?? 80,
	};
}
