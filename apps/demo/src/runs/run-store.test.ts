import { describe, expect, it } from "vitest";
import { changesFrom, isRight, type Run } from "./run.js";
import { ancestry, createRunStore } from "./run-store.js";

const run = (id: string, parent?: string, more: Partial<Run> = {}): Run => ({
	id,
	...(parent === undefined ? {} : { parent }),
	changes: [],
	origin: { kind: "asked" },
	at: 0,
	messages: [{ role: "user", text: "What colour?" }],
	question: "What colour?",
	answer: "Red.",
	stopReason: "end-token",
	logProbability: -0.5,
	sampling: { temperature: 0, topK: 0, topP: 1, seed: 0 },
	preprocess: "default",
	model: { id: "m", fingerprint: "f" },
	picture: "p",
	tags: [],
	notes: "",
	...more,
});

describe("the store of runs", () => {
	it("keeps the order, replaces by id, and marks without touching the rest", () => {
		const store = createRunStore();
		store.add(run("a"), run("b", "a"));
		store.add(run("a", undefined, { answer: "Blue." }));
		expect(store.getState().runs.map(({ id, answer }) => [id, answer])).toEqual([
			["a", "Blue."],
			["b", "Red."],
		]);
		const before = store.get("a");
		store.mark("b", { tags: ["wrong"] });
		expect(store.get("b")?.tags).toEqual(["wrong"]);
		expect(store.get("a")).toBe(before);
	});

	it("gives what was made from a removed run to that one's parent, and shows something that is there", () => {
		const store = createRunStore();
		store.add(run("a"), run("b", "a"), run("c", "b"), run("d", "c"));
		store.show("c");
		store.pin("b");
		store.remove("b", "c");
		expect(store.getState()).toEqual({ runs: [run("a"), run("d", "a")], current: "a" });
		expect(ancestry(store, "d").map(({ id }) => id)).toEqual(["a", "d"]);
		store.remove("a", "d");
		expect(store.getState()).toEqual({ runs: [] });
	});
});

describe("a run", () => {
	it("knows what sets it apart from the one that it was made from", () => {
		const parent = run("a");
		const turn = [...parent.messages, { role: "assistant", text: "Red." }, { role: "user", text: "Sure?" }] as const;
		expect(changesFrom(parent, run("b", "a", { picture: "q", preprocess: "pad" }))).toEqual(["picture", "preprocess"]);
		expect(changesFrom(parent, run("b", "a", { question: "Which shape?" }))).toEqual(["question"]);
		expect(changesFrom(parent, run("b", "a", { messages: turn, question: "Sure?" }))).toEqual(["turn"]);
		expect(changesFrom(parent, run("b", "a", { sampling: { ...parent.sampling, seed: 1 } }))).toEqual(["sampling"]);
		expect(changesFrom(parent, run("b", "a"))).toEqual([]);
	});

	it("is right or wrong only where something was expected", () => {
		expect(isRight(run("a"))).toBeUndefined();
		expect(isRight(run("a", undefined, { expected: "Red." }))).toBe(true);
		expect(isRight(run("a", undefined, { expected: "Blue." }))).toBe(false);
	});
});
