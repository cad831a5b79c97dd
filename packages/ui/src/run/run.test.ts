import type { Progress } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { formatBytes, formatSeconds } from "../controls/amounts.js";
import { amountOf, timeOf } from "./progress-words.js";
import { readableEnd } from "./split-sentences.js";
import { endProgress, type PhaseProgress, secondsLeft, trackProgress } from "./track-progress.js";

const tokens = (phase: Progress["phase"], done: number, total?: number): Progress => ({
	phase,
	done,
	unit: "tokens",
	...(total === undefined ? {} : { total }),
});

function track(...reports: readonly (readonly [number, Progress])[]): readonly PhaseProgress[] {
	return reports.reduce<readonly PhaseProgress[]>((phases, [at, one]) => trackProgress(phases, one, at), []);
}

describe("progress", () => {
	it("has the rate of an even run, however often it reports, and the time that is left", () => {
		const [phase] = track(...[0, 100, 300, 1000, 2000].map((at) => [at, tokens("decode", at / 100, 100)] as const));
		expect(phase?.rate).toBeCloseTo(10, 10);
		expect(secondsLeft(phase as PhaseProgress, 2000)).toBeCloseTo(8, 10);
		// Between reports the time runs on.
		expect(secondsLeft(phase as PhaseProgress, 3500)).toBeCloseTo(6.5, 10);
	});

	it("follows a change of rate with a time constant of five seconds", () => {
		const [phase] = track(
			[0, tokens("decode", 0, 999)],
			[1000, tokens("decode", 10, 999)],
			[6000, tokens("decode", 110, 999)],
		);
		// From 10 to 20 a second, after 5 s.
		expect(phase?.rate).toBeCloseTo(20 - 10 * Math.exp(-1), 10);
	});

	it("says nothing where nobody knows: in the first second, without an end, in a stall", () => {
		const [early] = track([0, tokens("decode", 0, 500)], [500, tokens("decode", 50, 500)]);
		expect(secondsLeft(early as PhaseProgress, 600)).toBeUndefined();
		expect(secondsLeft(early as PhaseProgress, 1200)).toBeGreaterThan(0);
		expect(secondsLeft(early as PhaseProgress, 9000)).toBeUndefined();
		const [open] = track([0, tokens("decode", 1)], [2000, tokens("decode", 9)]);
		expect(secondsLeft(open as PhaseProgress, 2000)).toBeUndefined();
	});

	it("ends a phase by its total or by the next one, and begins it anew", () => {
		const phases = track(
			[0, tokens("prefill", 0, 600)],
			[400, tokens("prefill", 600, 600)],
			[500, tokens("decode", 1, 9)],
		);
		expect(phases.map(({ phase, state }) => [phase, state])).toEqual([
			["prefill", "done"],
			["decode", "running"],
		]);
		expect(timeOf(phases[0] as PhaseProgress, 500)).toBe("done in 0.4 s");
		const again = trackProgress(phases, tokens("prefill", 0, 700), 900);
		expect(again.map(({ phase, state, startedMs }) => [phase, state, startedMs])).toEqual([
			["prefill", "running", 900],
			["decode", "done", 500],
		]);
		expect(endProgress(again, "stopped", 1400).map(({ state }) => state)).toEqual(["stopped", "done"]);
	});

	it("speaks of amounts in their units", () => {
		expect(amountOf({ phase: "download", done: 900_000, total: 25_100_000, unit: "bytes" })).toBe("900 kB of 25.1 MB");
		expect(amountOf({ phase: "download", done: 2_510_000, total: 25_100_000, unit: "bytes" })).toBe("2.5 of 25.1 MB");
		expect(amountOf(tokens("decode", 1))).toBe("1 token");
		expect(amountOf(tokens("decode", 1, 1))).toBe("1 of 1 token");
		expect([0, 999, 1000, 999_960, 1e6, 4.36e9].map(formatBytes)).toEqual([
			"0 B",
			"999 B",
			"1.0 kB",
			"1.0 MB",
			"1.0 MB",
			"4.4 GB",
		]);
		expect([0.44, 9.96, 12.4, 60, 200, 3600, 7500].map(formatSeconds)).toEqual([
			"0.4 s",
			"10 s",
			"12 s",
			"1 min",
			"3 min 20 s",
			"1 h",
			"2 h 5 min",
		]);
	});
});

describe("readableEnd", () => {
	/** What is read out while a text comes letter by letter. */
	const heard = (text: string): string[] => {
		const said: string[] = [];
		let end = 0;
		for (let length = 1; length <= text.length; length++) {
			const next = readableEnd(text.slice(0, length), end, length === text.length, "en");
			if (next > end) said.push(text.slice(end, next).trim());
			end = next;
		}
		return said;
	};

	it.each([
		["There are two. One is red.", ["There are two.", "One is red."]],
		["They are 3.5 apart. Yes!", ["They are 3.5 apart.", "Yes!"]],
		["“Is it?” It is.", ["“Is it?”", "It is."]],
		["円があります。赤いです。", ["円があります。", "赤いです。"]],
		["one\ntwo", ["one", "two"]],
		["no end", ["no end"]],
	])("%j", (text, sentences) => {
		expect(heard(text)).toEqual(sentences);
	});

	it("says the same where the browser cannot segment", () => {
		const segmenter = Intl.Segmenter;
		try {
			(Intl as { Segmenter: unknown }).Segmenter = undefined;
			expect(heard("They are 3.5 apart. “Is it?” It is.")).toEqual(["They are 3.5 apart.", "“Is it?”", "It is."]);
			expect(heard("円があります。赤いです。")).toEqual(["円があります。", "赤いです。"]);
		} finally {
			(Intl as { Segmenter: unknown }).Segmenter = segmenter;
		}
	});

	it("gives what has no end in parts, cut between words", () => {
		const text = Array.from({ length: 120 }, (_, index) => `word${index}`).join(" ");
		const parts = heard(text);
		expect(parts.length).toBeGreaterThan(2);
		expect(parts.join(" ")).toBe(text);
		expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(240);
	});
});
