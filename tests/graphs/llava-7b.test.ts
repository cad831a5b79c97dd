import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isLvlmError } from "@lvlm-interpret/core";
import { encodeModel, externalTensor, Graph, GraphBuilder } from "@lvlm-interpret/graph";
import { convertCheckpoint, folder, openCheckpoint } from "@lvlm-interpret/models";
import * as ort from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { llava7bConfig, llava7bShapes, type Placed, writeSparseCheckpoint } from "./sparse-checkpoint.js";

describe("a checkpoint of the size of LLaVA-1.5-7B", () => {
	let path: string;
	let placed: Map<string, Placed>;
	beforeAll(() => {
		path = mkdtempSync(join(tmpdir(), "llava-7b-"));
		placed = writeSparseCheckpoint(path, llava7bConfig, llava7bShapes(), 3);
	});
	afterAll(() => rmSync(path, { recursive: true, force: true }));

	it("is converted with little memory, into less than 5 MB", async () => {
		const before = process.memoryUsage().rss;
		let peak = before;
		const timer = setInterval(() => {
			peak = Math.max(peak, process.memoryUsage().rss);
		}, 5);
		const start = performance.now();
		const { writtenBytes, files, facts } = await convertCheckpoint(path);
		const milliseconds = performance.now() - start;
		clearInterval(timer);
		peak = Math.max(peak, process.memoryUsage().rss);
		console.log(
			`LLaVA-1.5-7B: convert ${milliseconds.toFixed(0)} ms, ${writtenBytes} bytes written, memory of the process ${(peak / 1e6).toFixed(0)} MB (${((peak - before) / 1e6).toFixed(0)} MB more than before), ${facts.weightBytes} bytes of weights`,
		);
		expect(peak).toBeLessThan(500e6);
		expect(writtenBytes).toBeLessThan(5e6);
		expect(files.map((one) => statSync(one.path).size)).toEqual(files.map((one) => one.byteLength));
		expect(facts.text).toEqual({
			layers: 32,
			heads: 32,
			kvHeads: 32,
			headSize: 128,
			hiddenSize: 4096,
			vocabularySize: 32_064,
			maxPositions: 4096,
		});
		const checkpoint = await openCheckpoint(folder(path), { freeBytes: Number.POSITIVE_INFINITY });
		expect(checkpoint.imageTokensPerImage).toBe(576);
		// All but the last layer and the last norm of the tower, which no answer depends on.
		expect(checkpoint.neededBytes / 4).toBe(
			7_063_427_072 - (16 * 1024 * 1024 - 4 * 1024 * 1024 + 13 * 1024 + 2 * 1024),
		);
	});

	it("is refused where it does not fit, with both numbers", async () => {
		const error = await openCheckpoint(folder(path), { freeBytes: 8e9 }).catch((one) => one);
		expect(isLvlmError(error, "out-of-memory")).toBe(true);
		expect(error.fields.freeBytes).toBe(8e9);
		expect(error.fields.neededBytes).toBeGreaterThan(28e9);
	});

	it("has bytes beyond 4 GB that ONNX Runtime reads back through the graph", async () => {
		const name = [...placed].find(([, { offset }]) => offset > 2 ** 32)?.[0] as string;
		const { file, offset } = placed.get(name) as Placed;
		expect(offset).toBeGreaterThan(2 ** 32);
		const known = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x3555);
		const handle = openSync(join(path, file), "r+");
		writeSync(handle, new Uint8Array(known.buffer), 0, known.byteLength, offset);
		closeSync(handle);
		const builder = new GraphBuilder(new Graph("one"));
		const weight = builder.initializer(name, externalTensor("float16", [5], file, offset, 10));
		builder.output("values", builder.op("Identity", [weight]), { dtype: "float16", shape: [5] });
		const bytes = encodeModel({
			irVersion: 10,
			opsets: new Map([["", 21]]),
			producer: "test",
			metadata: new Map(),
			graph: builder.graph,
		});
		const session = await ort.InferenceSession.create(bytes, {
			extra: { session: { model_external_initializers_file_folder_path: path } },
		});
		const { values } = await session.run({});
		expect([...new Uint16Array((values as ort.Tensor).data.slice().buffer)]).toEqual([...known]);
		await session.release();
	});
});
