import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exitCodes, main } from "@lvlm-interpret/cli";
import { decodeSession } from "@lvlm-interpret/core/session";
import { afterAll, beforeAll, expect, it } from "vitest";

const models = fileURLToPath(new URL("../../models", import.meta.url));
const model = `${models}/shapes-llava`;

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "lvlm-faithfulness-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
	let [out, err] = ["", ""];
	const terminal = {
		out: (text: string) => {
			out += text;
		},
		err: (text: string) => {
			err += text;
		},
		isInteractive: false,
		columns: 80,
	};
	return { code: await main(args, terminal, new AbortController().signal), out, err };
}

it("explain --faithfulness says how much the answer depends on the map, and keeps it in the session", async () => {
	const out = join(folder, "explain");
	const image = `${models}/evaluation/images/000.png`;
	const asked = await run(
		...["explain", model, image, "Which colour does the ring have?", "--token", "3", "--faithfulness", "--out", out],
	);
	expect(asked.code).toBe(exitCodes.ok);
	expect(asked.out).toMatch(/log-probability of “.+” (falls|rises) by [\d.]+ nats?/);
	const data = JSON.parse(readFileSync(join(out, "faithfulness.json"), "utf8"));
	expect(data.random.areas).toHaveLength(5);
	expect(data.areas.between).toBeCloseTo(data.areas.insertion - data.areas.deletion, 9);
	expect(asked.out).toContain(data.verdict);
	// Header, then 12 curves of 11 points.
	expect(readFileSync(join(out, "faithfulness.csv"), "utf8").trimEnd().split("\n")).toHaveLength(1 + 12 * 11);
	const session = decodeSession(new Uint8Array(readFileSync(join(out, "session.lvlm"))));
	expect(session.results.at(-1)).toMatchObject({ kind: "faithfulness", data });
});

it("evaluate goes on where it was stopped, to the same figures", async () => {
	const evaluate = (out: string, ...more: string[]) => {
		const all = ["evaluate", model, "--set", `${models}/evaluation`, "--methods", "attention,random", "--steps", "4"];
		return run(...all, "--out", join(folder, out), ...more);
	};
	expect((await evaluate("once", "--limit", "2")).code).toBe(exitCodes.ok);
	expect((await evaluate("parts", "--limit", "1")).code).toBe(exitCodes.ok);
	expect((await evaluate("parts", "--limit", "2", "--resume")).code).toBe(exitCodes.ok);
	const read = (out: string, file: string) => readFileSync(join(folder, out, file), "utf8");
	for (const file of ["evaluation.md", "evaluation.csv", "evaluation.json"]) {
		expect(read("parts", file)).toBe(read("once", file));
	}
	const summary = JSON.parse(read("once", "evaluation.json"));
	expect(summary.asked).toBe(2);
	expect(Object.keys(summary.groups[0].methods)).toEqual(["attention", "random"]);
	const other = await evaluate("parts", "--limit", "2", "--resume", "--seed", "1");
	expect([other.code, other.err]).toEqual([exitCodes.badInput, expect.stringContaining("other weights")]);
	expect((await run("evaluate", model, "--set", folder, "--methods", "attention")).code).toBe(exitCodes.badInput);
	expect((await evaluate("none", "--methods", "nothing")).code).toBe(exitCodes.badInput);
});

it("explain --sinks hide leaves sink candidates at 0, and says which", async () => {
	const out = join(folder, "sinks");
	const image = `${models}/evaluation/images/000.png`;
	const base = ["explain", model, image, "Which colour does the ring have?", "--method", "rollout", "--token", "3"];
	const asked = await run(...base, "--out", out, "--sinks", "hide", "--sink-threshold", "2");
	expect(asked.code).toBe(exitCodes.ok);
	expect(asked.err).toMatch(/Caution: \d+ tokens left at 0 as attention sinks\./);
	const [result] = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
	const { candidates, mode } = result.sinks;
	expect(mode).toBe("hide");
	expect(candidates.length).toBeGreaterThan(1);
	for (const { position, strength } of candidates) {
		expect(strength).toBeGreaterThan(2);
		expect(result.tensors.rollout.values[position]).toBe(0);
	}
	const kept = await run(...base, "--out", out, "--sink-threshold", "2");
	expect(kept.err).toContain("--sinks hide leaves them out");
	expect((await run("explain", model, image, "What?", "--method", "causal", "--sinks", "hide")).code).toBe(
		exitCodes.badInput,
	);
});
