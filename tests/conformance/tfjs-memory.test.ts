import { isLvlmError, type ModelSource } from "@lvlm-interpret/core";
import { encodeModel, Graph, GraphBuilder } from "@lvlm-interpret/graph";
import { answerTiny, tinyModel } from "@lvlm-interpret/testing";
import { afterAll, describe, expect, it } from "vitest";
import { nodeDevices } from "./tfjs-devices.js";

function written(name: string, write: (builder: GraphBuilder) => void): ModelSource {
	const graph = new Graph(name);
	write(new GraphBuilder(graph));
	const model = { irVersion: 10, opsets: new Map([["", 21]]), producer: "test", metadata: new Map(), graph };
	return { name, files: new Map(), encode: () => encodeModel(model) };
}

describe.each(nodeDevices)("memory of TensorFlow.js on $device", ({ tf: load, create }) => {
	const tf = load();
	const backend = create();
	afterAll(() => backend.dispose());

	it("holds the weights while a session lives, and nothing of its runs", async () => {
		await backend.isAvailable();
		const before = tf.memory().numTensors;
		const model = tinyModel();
		const session = await backend.createSession(model.sources.vision_encoder);
		await session.run({ pixel_values: model.pixelValues });
		// A constant goes to the device when it is first needed there; from then on nothing is added.
		const afterFirst = tf.memory().numTensors;
		expect(afterFirst).toBeGreaterThan(before);
		for (let i = 0; i < 3; i++) await session.run({ pixel_values: model.pixelValues });
		expect(tf.memory().numTensors).toBe(afterFirst);
		await session.dispose();
		expect(tf.memory().numTensors).toBe(before);
	});

	it("is as before after an answer with a cache on the device", async () => {
		await backend.isAvailable();
		const before = tf.memory().numTensors;
		await answerTiny(backend, tinyModel(), 3);
		expect(tf.memory().numTensors).toBe(before);
	});

	it("says which operators are missing before anything runs, all of them", async () => {
		const before = tf.memory().numTensors;
		const source = written("strange", (b) => {
			const x = b.input("x", "float32", ["n"]);
			const y = b.op("Frobnicate", [b.op("MatMulNBits", [x], {}, { domain: "com.microsoft" })]);
			b.output("y", b.op("Neg", [y]), { dtype: "float32", shape: ["n"] });
		});
		const error = await backend.createSession(source).catch((one) => one);
		expect(isLvlmError(error, "unsupported-op") && error.message).toContain("Frobnicate, com.microsoft.MatMulNBits");
		expect(tf.memory().numTensors).toBe(before);
	});

	it("computes what depends on constants alone once, when the session is made", async () => {
		const source = written("folded", (b) => {
			const x = b.input("x", "float32", ["n"]);
			const table = b.op("Cos", [
				b.op(
					"Cast",
					[
						b.op(
							"Range",
							[0, 6, 1].map((one) => b.constant("int64", one)),
						),
					],
					{ to: 1 },
				),
			]);
			const sizes = b.op("Concat", [b.op("Shape", [table]), b.constant("int64", [-1])], { axis: 0 });
			b.output("y", b.op("Mul", [b.op("Reshape", [table, sizes]), x]), { dtype: "float32", shape: [6, "n"] });
		});
		const session = await backend.createSession(source);
		const { kernelNames } = await tf.profile(async () => {
			await session.run({ x: { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) } });
			return [];
		});
		expect(kernelNames).toEqual(["Multiply"]);
		await session.dispose();
	});
});
