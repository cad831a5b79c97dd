import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { encodeSession } from "./index.js";
import { onePixelPng, session } from "./sample.test-data.js";

// LVLM_PYTHON names a Python that has the package safetensors; otherwise python3 is tried.
const python = process.env.LVLM_PYTHON ?? "python3";
const folder = mkdtempSync(join(tmpdir(), "lvlm-session-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run(program: string, ...args: string[]): { status: number | null; out: string; err: string } {
	const { status, stdout, stderr } = spawnSync(python, ["-c", program, ...args], { encoding: "utf8" });
	return { status, out: stdout ?? "", err: stderr ?? "" };
}

const hasPython = run("import zipfile, json, struct").status === 0;
const hasSafetensors = hasPython && run("import safetensors.numpy").status === 0;
if (!hasPython) console.log(`Skipped: "${python}" does not run, so no Python opens the session file.`);
else if (!hasSafetensors)
	console.log(`Skipped: "${python}" has no package safetensors (LVLM_PYTHON names another Python).`);

const path = join(folder, "sample.lvlm");
writeFileSync(path, encodeSession(session));

describe("a session file in Python", () => {
	it.skipIf(!hasPython)("opens with zipfile, json and struct", () => {
		const { status, out, err } = run(
			`
import hashlib, json, struct, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
m = json.loads(z.read("manifest.json").decode("utf-8"))
t = z.read("tensors.safetensors")
(n,) = struct.unpack("<Q", t[:8])
h = json.loads(t[8:8 + n])
a, b = h["results/0/rows"]["data_offsets"]
rows = struct.unpack("<6f", t[8 + n + a:8 + n + b])
print(json.dumps({"names": z.namelist(), "answer": m["answer"]["text"], "first": rows[0], "nan": rows[2] != rows[2],
  "image": hashlib.sha256(z.read(m["image"])).hexdigest(), "low": m["results"][0]["tensors"]["empty"]["range"][0]}))
`,
			path,
		);
		expect(err).toBe("");
		expect(status).toBe(0);
		const seen = JSON.parse(out);
		expect(seen.names).toEqual(["manifest.json", "image.png", "tensors.safetensors"]);
		expect(seen.answer).toBe(session.answer.text);
		expect(seen.first).toBeCloseTo(0.1, 6);
		expect(seen.nan).toBe(true);
		expect(seen.low).toBe("-Infinity");
		expect(seen.image).toBe(createHash("sha256").update(onePixelPng).digest("hex"));
	});

	it.skipIf(!hasSafetensors)("opens with the package safetensors", () => {
		const { status, out, err } = run(
			`
import json, sys, zipfile
from safetensors.numpy import load
t = load(zipfile.ZipFile(sys.argv[1]).read("tensors.safetensors"))
print(json.dumps({k: [str(v.dtype), list(v.shape), [x for x in v.ravel().tolist() if x == x]] for k, v in t.items()}))
`,
			path,
		);
		expect(err).toBe("");
		expect(status).toBe(0);
		const f = Math.fround;
		expect(JSON.parse(out)).toEqual({
			"results/0/rows": ["float32", [2, 3], [f(0.1), f(0.2), f(0.4), 0.5, f(1e-30)]],
			"results/0/empty": ["float32", [0, 3], []],
			"attention/values": ["uint8", [1, 2, 2, 5], Array.from({ length: 20 }, (_, at) => 10 * at)],
			"attention/scales": ["float32", [1, 2, 2], [0.5, 1, 0.25]],
		});
	});
});
