import type { ExternalFile, ModelSource } from "@lvlm-interpret/core";
import { externalTensor } from "@lvlm-interpret/graph";
import { type ConformanceCase, expectCode, expectThat, SkippedCase } from "../suite.js";
import { type BackendSubject, elementsOf, row, sourceOf, withSession } from "./subject.js";

/** y = x + w, w two numbers in the middle of an external file. */
const weights = new Uint8Array(Float32Array.of(-1, 10, 20, -1).buffer);
const withWeights = (file: ExternalFile | undefined): ModelSource =>
	sourceOf(
		"external",
		(b) => {
			const w = b.initializer("w", externalTensor("float32", [2], "weights/model.safetensors", 4, 8));
			b.output("y", b.op("Add", [b.input("x", "float32", [2]), w]), { dtype: "float32", shape: [2] });
		},
		file ? new Map([["weights/model.safetensors", file]]) : new Map(),
	);

async function expectSum({ backend }: BackendSubject, file: ExternalFile): Promise<void> {
	await withSession(backend, withWeights(file), async (session) => {
		const found = elementsOf(await session.run({ x: row(1, 2) }), "y").join(", ");
		expectThat(found === "11, 22", `x + weights is ${found}, not 11, 22`);
	});
}

async function expectRefused({ backend }: BackendSubject, source: ModelSource, what: string): Promise<void> {
	const before = (await backend.memory?.())?.sessions;
	await expectCode(
		backend.createSession(source),
		what,
		...["session-failed", "invalid-model", "unsupported-op", "model-not-found", "shape-mismatch"],
	);
	expectThat((await backend.memory?.())?.sessions === before, `${what} left a session`);
}

/** How models come in. */
export const loadCases: readonly ConformanceCase<BackendSubject>[] = [
	{ id: "load/weights-as-bytes", needs: [], run: (subject) => expectSum(subject, { kind: "bytes", bytes: weights }) },
	{
		id: "load/weights-as-blob",
		needs: [],
		run: (subject) => expectSum(subject, { kind: "blob", blob: new Blob([weights]) }),
	},
	{
		id: "load/weights-by-path",
		needs: ["external-paths"],
		async run(subject) {
			if (!subject.files) throw new SkippedCase("no file system was given to the suite");
			await subject.files.withFile("model.safetensors", weights, (path) =>
				expectSum(subject, { kind: "path", path, byteLength: weights.byteLength }),
			);
		},
	},
	{
		id: "load/refuses-broken-bytes",
		needs: [],
		run: (subject) =>
			expectRefused(
				subject,
				{ name: "broken", files: new Map(), encode: () => Uint8Array.of(1, 2, 3) },
				"a broken file",
			),
	},
	{
		id: "load/refuses-weights-that-are-not-listed",
		needs: [],
		run: (subject) => expectRefused(subject, withWeights(undefined), "weights in a file that the source does not list"),
	},
	{
		id: "load/refuses-unknown-operators",
		needs: [],
		run: (subject) =>
			expectRefused(
				subject,
				sourceOf("unknown", (b) => {
					b.output("y", b.op("Frobnicate", [b.input("x", "float32", ["n"])]), { dtype: "float32", shape: ["n"] });
				}),
				"an operator that does not exist",
			),
	},
];
