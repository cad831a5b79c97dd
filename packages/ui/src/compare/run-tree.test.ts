import { describe, expect, it } from "vitest";
import { type HistoryRun, runTree, treeKey } from "./run-tree.js";

const run = (id: string, parent?: string): HistoryRun => ({ id, label: id, ...(parent ? { parent } : {}) });
const runs = [run("a"), run("b"), run("a1", "a"), run("a1x", "a1"), run("a2", "a"), run("lost", "gone")];
const drawn = (rows: ReturnType<typeof runTree>): string[] =>
	rows.map(({ run: { id }, level, place, siblings }) => `${"-".repeat(level)}${id} ${place}/${siblings}`);

describe("runTree", () => {
	it("lists children below their parents, with their places", () => {
		expect(drawn(runTree(runs, new Set()))).toEqual([
			"-a 1/3",
			"--a1 1/2",
			"---a1x 1/1",
			"--a2 2/2",
			"-b 2/3",
			"-lost 3/3",
		]);
	});

	it("leaves out what is closed", () => {
		expect(drawn(runTree(runs, new Set(["a1"])))).toEqual(["-a 1/3", "--a1 1/2", "--a2 2/2", "-b 2/3", "-lost 3/3"]);
	});

	it("loses no run that is its own ancestor", () => {
		const rows = runTree([run("x", "y"), run("y", "x"), run("z", "z")], new Set());
		expect(rows.map((row) => row.run.id).sort()).toEqual(["x", "y", "z"]);
	});

	it("goes by the keys of a tree", () => {
		const rows = runTree(runs, new Set(["a1"]));
		expect(treeKey("ArrowRight", rows, 0)).toEqual({ row: 1 });
		expect(treeKey("ArrowRight", rows, 1)).toEqual({ isOpen: true });
		expect(treeKey("ArrowRight", rows, 2)).toEqual({ row: 2 });
		expect(treeKey("ArrowLeft", rows, 0)).toEqual({ isOpen: false });
		expect(treeKey("ArrowLeft", rows, 2)).toEqual({ row: 0 });
		expect(treeKey("End", rows, 0)).toEqual({ row: 4 });
		expect(treeKey("ArrowUp", rows, 0)).toEqual({ row: 0 });
		expect(treeKey("x", rows, 0)).toBeUndefined();
	});
});
