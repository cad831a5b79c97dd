import { describe, expect, it } from "vitest";
import type { Run } from "../runs/run.js";
import type { FoundWork } from "../runs/run-shelf.js";
import { keptRun } from "./kept-run.js";

const [ring, star] = ["a1".repeat(32), "b2".repeat(32)];
const run = (id: string, picture: string, question: string, address?: string): Run =>
	({ id, picture, question, address }) as unknown as Run;
const work = (id: string, ...runs: Run[]): FoundWork => ({ id, at: 0, runs, isHeld: false });
const works = [
	work("new", run("1", ring, "What?"), run("2", ring, "Where?"), run("3", star, "What?")),
	work("old", run("4", star, "Where?", "https://example.org/star.png")),
];
const found = (link: Parameters<typeof keptRun>[1]) => keptRun(works, link)?.run.id;

describe("the run that a link means", () => {
	it("is the one that it names, where that is about its picture", () => {
		expect(found({ picture: `sha256:${ring}`, settings: { run: "1" } })).toBe("1");
		expect(found({ picture: "https://example.org/star.png", settings: { run: "4" } })).toBe("4");
		expect(found({ picture: `sha256:${star}`, settings: { run: "1" } })).toBe("3");
	});

	it("else the last one about that picture, of the latest work, asked so where the link says how", () => {
		expect(found({ picture: `sha256:${ring}` })).toBe("2");
		expect(found({ picture: `sha256:${ring}`, question: "What?" })).toBe("1");
		expect(found({ picture: `sha256:${star}`, question: "Where?" })).toBe("4");
	});

	it("is none for a picture that is not here", () => {
		expect(found({ picture: `sha256:${"c3".repeat(32)}`, settings: { run: "9" } })).toBeUndefined();
		expect(found({ picture: "https://example.org/other.png" })).toBeUndefined();
		expect(found({ settings: { run: "9" } })).toBeUndefined();
	});
});
