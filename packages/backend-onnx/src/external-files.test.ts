import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExternalFile, isDeviceTensor, tensor } from "@lvlm-interpret/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onnxBackend } from "./backend.js";
import { commonFolder } from "./external-files.js";
import { externalModel, fixturePath, pathFile } from "./fixture-models.js";

const expected: { x: number[]; y: number[] } = JSON.parse(readFileSync(fixturePath("external.json"), "utf8"));
const backend = onnxBackend({ threads: 1 });
let folder: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "lvlm-onnx-"));
});
afterAll(async () => {
	await backend.dispose();
	rmSync(folder, { recursive: true });
});

/** Runs x . f32 + f16 + bf16, with weights at odd offsets, and compares with NumPy. */
async function check(
	files: Record<string, ExternalFile>,
	options: { optimization?: "all" | "none"; prepack?: boolean; arena?: boolean; keep?: boolean } = {},
): Promise<void> {
	const { prepack, arena } = options;
	const isOther = prepack !== undefined || arena !== undefined;
	const other = isOther ? onnxBackend({ prepack: prepack ?? false, arena: arena ?? true, threads: 1 }) : undefined;
	const session = await (other ?? backend).createSession(externalModel(files), {
		optimization: options.optimization ?? "all",
	});
	const { y } = await session.run({ x: tensor("float32", [2, 4], Float32Array.from(expected.x)) });
	if (!y || isDeviceTensor(y)) throw new Error("expected a tensor");
	expect(y.shape).toEqual([2, 3]);
	for (let i = 0; i < 6; i++) expect(Number(y.data[i])).toBeCloseTo(expected.y[i] as number, 5);
	await session.dispose();
	await other?.dispose();
}

const bytes = (name: string): ExternalFile => ({ kind: "bytes", bytes: readFileSync(fixturePath(name)) });
const beside = () => ({
	"one.weights": pathFile(fixturePath("one.weights")),
	"two.weights": pathFile(fixturePath("two.weights")),
});

describe("weights in other files (float32, float16, bfloat16 at odd offsets)", () => {
	it("by path", () => check(beside()));
	it("by path, nothing optimised", () => check(beside(), { optimization: "none" }));
	it("by path, prepacked", () => check(beside(), { prepack: true }));
	it("by path, without memory pools", () => check(beside(), { arena: false }));

	it("by path, in folders that share an ancestor only", async () => {
		mkdirSync(join(folder, "a", "deep"), { recursive: true });
		mkdirSync(join(folder, "b c"), { recursive: true });
		const one = join(folder, "a", "deep", "one.weights");
		const two = join(folder, "b c", "zwei ü.weights");
		copyFileSync(fixturePath("one.weights"), one);
		copyFileSync(fixturePath("two.weights"), two);
		await check({ "one.weights": pathFile(one), "two.weights": pathFile(two) });
	});

	it("through the links of a Hub cache", async () => {
		const blobs = join(folder, "models--a--b", "blobs");
		const snapshot = join(folder, "models--a--b", "snapshots", "f00d");
		mkdirSync(blobs, { recursive: true });
		mkdirSync(snapshot, { recursive: true });
		const files: Record<string, ExternalFile> = {};
		for (const [index, name] of ["one.weights", "two.weights"].entries()) {
			copyFileSync(fixturePath(name), join(blobs, `hash${index}`));
			symlinkSync(join("..", "..", "blobs", `hash${index}`), join(snapshot, name));
			files[name] = pathFile(join(snapshot, name));
		}
		await check(files);
	});

	it("as bytes, as a Blob, and mixed with a path", async () => {
		const blob: ExternalFile = { kind: "blob", blob: new Blob([readFileSync(fixturePath("two.weights"))]) };
		await check({ "one.weights": bytes("one.weights"), "two.weights": bytes("two.weights") });
		await check({ "one.weights": bytes("one.weights"), "two.weights": blob });
		await check({ ...beside(), "one.weights": bytes("one.weights") });
	});

	it("refuses what is missing, cut short or not listed", async () => {
		const two = bytes("two.weights");
		const gone: ExternalFile = { kind: "path", path: join(folder, "gone.weights"), byteLength: 123 };
		await expect(
			backend.createSession(externalModel({ "one.weights": gone, "two.weights": two })),
		).rejects.toMatchObject({
			code: "model-not-found",
			fields: { path: gone.path, file: "one.weights" },
		});
		const short = join(folder, "short.weights");
		writeFileSync(short, readFileSync(fixturePath("one.weights")).subarray(0, 100));
		const cut: ExternalFile = { kind: "path", path: short, byteLength: 123 };
		await expect(
			backend.createSession(externalModel({ "one.weights": cut, "two.weights": two })),
		).rejects.toMatchObject({
			code: "invalid-model",
			fields: { file: "one.weights" },
		});
		await expect(backend.createSession(externalModel({ "one.weights": bytes("one.weights") }))).rejects.toMatchObject({
			code: "invalid-model",
			fields: { file: "two.weights" },
		});
		// The file is as long as its source says, but the graph points beyond it.
		const model = externalModel({ ...beside(), "one.weights": pathFile(short) });
		await expect(backend.createSession(model)).rejects.toMatchObject({ code: "session-failed" });
		expect((await backend.memory?.())?.sessions).toBe(0);
	});

	it("finds the deepest common folder", () => {
		expect(commonFolder("m", ["/a/b/c.bin"])).toBe("/a/b");
		expect(commonFolder("m", ["/a/b/c.bin", "/a/bc/d.bin", "/a/b/e/f.bin"])).toBe("/a");
		expect(commonFolder("m", ["/x/c.bin", "/y/c.bin"])).toBe("/");
	});
});
