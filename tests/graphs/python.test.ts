import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { convertCheckpoint } from "@lvlm-interpret/models";
import { describe, expect, it } from "vitest";

const fixtures = fileURLToPath(new URL("../../fixtures/llava-random", import.meta.url));
const python = process.env.LVLM_PYTHON;
if (!python) console.log("skipped: LVLM_PYTHON names no Python with onnxruntime, numpy and safetensors");

describe.skipIf(!python)("Python's onnxruntime", () => {
	it.each(["a-float32", "b-bfloat16", "c-float16"])(
		"opens the converted %s by path, with the same logits",
		async (name) => {
			const folder = mkdtempSync(join(tmpdir(), "lvlm-python-"));
			try {
				cpSync(join(fixtures, name), folder, { recursive: true });
				await convertCheckpoint(folder);
				const printed = execFileSync(python as string, [join(fixtures, "check_onnx.py"), folder], { encoding: "utf8" });
				const difference = Number.parseFloat(printed);
				console.log(`${name}: logits of Python's onnxruntime differ by ${difference.toExponential(1)} of the largest`);
				expect(difference).toBeLessThan(1e-5);
			} finally {
				rmSync(folder, { recursive: true, force: true });
			}
		},
	);
});
