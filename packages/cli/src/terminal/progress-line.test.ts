import { describe, expect, it } from "vitest";
import { formatProgress, progressLine } from "./progress-line.js";
import type { Terminal } from "./terminal.js";

function recorder(isInteractive: boolean): { terminal: Terminal; written: string[] } {
	const written: string[] = [];
	return { terminal: { out: () => {}, err: (text) => void written.push(text), isInteractive, columns: 60 }, written };
}

describe("formatProgress", () => {
	it("draws a bar, the share and the amounts", () => {
		const line = formatProgress({ phase: "load", done: 5_000_000, total: 10_000_000, unit: "bytes" }, 80);
		expect(line).toBe("██████████░░░░░░░░░░  50 %  Loading  5.0 MB of 10.0 MB");
	});

	it("counts where the total is unknown", () => {
		expect(formatProgress({ phase: "decode", done: 7, unit: "tokens" }, 80)).toBe("Answering … 7 tokens");
	});

	it("calls an empty job done, and never exceeds the line", () => {
		expect(formatProgress({ phase: "write", done: 0, total: 0, unit: "files" }, 80)).toContain("100 %");
		expect(formatProgress({ phase: "load", done: 1, total: 2, unit: "bytes" }, 10)).toHaveLength(10);
	});
});

describe("progressLine", () => {
	it("redraws one line and takes it away", () => {
		const { terminal, written } = recorder(true);
		const line = progressLine(terminal);
		line.show({ phase: "load", done: 1, total: 2, unit: "steps" });
		line.clear();
		line.clear();
		expect(written).toHaveLength(2);
		expect(written[0]).toMatch(/^\r.*50 %/);
	});

	it("is silent where lines cannot be redrawn", () => {
		const { terminal, written } = recorder(false);
		progressLine(terminal).show({ phase: "load", done: 1, total: 2, unit: "steps" });
		expect(written).toEqual([]);
	});
});
