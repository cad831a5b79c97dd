import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { convertCheckpoint } from "@lvlm-interpret/models";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const fixtures = join(root, "fixtures");
const python = process.env.LVLM_PYTHON;
if (!python) console.log("skipped: LVLM_PYTHON names no Python with onnxruntime, numpy and safetensors");

describe.skipIf(!python)(
	"Python's onnxruntime opens what convert writes by default, by path, with PyTorch's logits",
	() => {
		it.each([
			["a-float32", "fixtures/llava-random/a-float32", "llava-random/a-float32", ""],
			["b-bfloat16", "fixtures/llava-random/b-bfloat16", "llava-random/b-bfloat16", ""],
			["c-float16", "fixtures/llava-random/c-float16", "llava-random/c-float16", ""],
			["the embedded model", "models/shapes-llava", "embedded", "0."],
		])("%s", async (name, checkpoint, reference, prefix) => {
			const folder = mkdtempSync(join(tmpdir(), "lvlm-python-"));
			try {
				cpSync(join(root, checkpoint), folder, { recursive: true });
				await convertCheckpoint(folder);
				const file = join(fixtures, reference, "reference.safetensors");
				const script = join(fixtures, "check_onnx.py");
				const printed = execFileSync(python as string, [script, folder, file, prefix], { encoding: "utf8" });
				const difference = Number.parseFloat(printed);
				console.log(`${name}: logits of Python's onnxruntime differ by ${difference.toExponential(1)} of the largest`);
				expect(difference).toBeLessThan(1e-5);
			} finally {
				rmSync(folder, { recursive: true, force: true });
			}
		});
	},
);
