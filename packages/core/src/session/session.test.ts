import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { LvlmError } from "../errors.js";
import { decodeSession, encodeSession, schemaVersion, sessionOf } from "./index.js";
import { encodeSafetensors } from "./safetensors.js";
import { extra, generation, onePixelPng, results, session } from "./sample.test-data.js";

// biome-ignore lint/suspicious/noExplicitAny: tests break manifests in ways that no type allows
type Loose = any;

function codeOf(run: () => unknown): string {
	try {
		run();
	} catch (error) {
		if (error instanceof LvlmError) return error.code;
		throw error;
	}
	return "none";
}

/** The sample's bytes with a changed manifest. */
function withManifest(change: (manifest: Loose) => void): Uint8Array {
	const files = unzipSync(encodeSession(session));
	const manifest = JSON.parse(strFromU8(files["manifest.json"]));
	change(manifest);
	return zipSync({ ...files, "manifest.json": strToU8(JSON.stringify(manifest)) });
}

describe("session file", () => {
	it("gives back what was put in", () => {
		expect(decodeSession(encodeSession(session))).toEqual(session);
	});

	it("says what it leaves out", () => {
		const { image: _, ...withoutImage } = extra;
		const decoded = decodeSession(encodeSession(sessionOf(generation, [], withoutImage)));
		expect(decoded.image).toBeUndefined();
		expect(decoded.leftOut.map((one) => one.what)).toEqual(["weights", "replay feeds", "image"]);
		expect(decoded.results).toEqual([]);
	});

	it("has the same bytes each time, and the image unchanged", () => {
		const bytes = encodeSession(session);
		expect(encodeSession(session)).toEqual(bytes);
		expect(unzipSync(bytes)["image.png"]).toEqual(onePixelPng);
		expect(Object.keys(unzipSync(bytes))).toEqual(["manifest.json", "image.png", "tensors.safetensors"]);
	});

	it("reads a file that it stored because it shrinks too well", () => {
		const notes = "a".repeat(2_000_000);
		expect(decodeSession(encodeSession({ ...session, notes })).notes).toBe(notes);
	});

	it("refuses an image that is no PNG and options that are no JSON", () => {
		expect(codeOf(() => encodeSession({ ...session, image: new Uint8Array(9) }))).toBe("invalid-argument");
		const odd = [{ ...results[0], options: { run: () => 1 } }];
		expect(codeOf(() => encodeSession({ ...session, results: odd }))).toBe("invalid-argument");
		const unwritable = [{ ...results[1], data: { heads: [{ importance: Number.NaN }] } as never }];
		expect(() => encodeSession({ ...session, results: unwritable })).toThrow('"results[0].data.heads[0].importance"');
	});

	it("refuses a newer major version by name, and reads a newer minor one", () => {
		expect(schemaVersion).toBe("1.3");
		const newer = withManifest((manifest) => {
			manifest.schemaVersion = "2.0";
		});
		expect(() => decodeSession(newer)).toThrow(/schema version 2\.0; .* reads 1\.x\. Update/);
		const minor = withManifest((manifest) => {
			manifest.schemaVersion = "1.7";
			manifest.mood = "new";
			manifest.answer.tokens[0].mood = "new";
		});
		expect(decodeSession(minor)).toEqual(session);
	});

	it("refuses rows of attention that do not belong together, written or read", () => {
		const rows = session.attention as NonNullable<typeof session.attention>;
		expect(codeOf(() => encodeSession({ ...session, attention: { ...rows, queries: [3] } }))).toBe("shape-mismatch");
		expect(codeOf(() => encodeSession({ ...session, attention: { ...rows, queries: [4, 3] } }))).toBe(
			"invalid-argument",
		);
		const changes: ((attention: Loose) => void)[] = [
			(attention) => {
				attention.queries = [3, 9];
			},
			(attention) => {
				attention.values = "results/0/rows";
			},
			(attention) => {
				attention.scales = "__proto__";
			},
			(attention) => {
				attention.queries = [3.5, 4];
			},
		];
		for (const change of changes) {
			const bytes = withManifest((manifest) => change(manifest.attention));
			expect(() => decodeSession(bytes)).toThrow(/attention/);
			expect(codeOf(() => decodeSession(bytes))).toBe("invalid-session-file");
		}
		const long = withManifest((manifest) => {
			manifest.sequence.tokens = manifest.sequence.tokens.slice(0, 4);
		});
		expect(() => decodeSession(long)).toThrow(/attention/);
	});

	it("leaves out a result of a kind that it does not know, and says so", () => {
		const decoded = decodeSession(
			withManifest((manifest) => {
				manifest.results[0].kind = "hologram";
			}),
		);
		expect(decoded.results.map((one) => one.kind)).toEqual(["causal-graph"]);
		expect(decoded.leftOut.at(-1)?.what).toBe("results/0");
		expect(decoded.leftOut.at(-1)?.reason).toContain("hologram");
	});

	it.each<[string, (manifest: Loose) => void]>([
		["format should be", (m) => delete m.format],
		["schemaVersion should be", (m) => (m.schemaVersion = 1)],
		["model.fingerprint should be a string", (m) => delete m.model.fingerprint],
		["answer.stopReason should be one of", (m) => (m.answer.stopReason = "bored")],
		["answer.tokens[0].logProbability should be", (m) => (m.answer.tokens[0].logProbability = "many")],
		["sequence.tokens[2].position should be 2", (m) => (m.sequence.tokens[2].position = 9)],
		["sequence.tokens[1].image should be a region", (m) => (m.sequence.tokens[1].image.region = 2)],
		["sequence.promptLength should be at most", (m) => (m.sequence.promptLength = 7)],
		["results[0].tensors.rows.axes should be", (m) => m.results[0].tensors.rows.axes[0].index.push(2)],
		["results[0].tensors.rows.tensor should be a tensor", (m) => (m.results[0].tensors.rows.tensor = "__proto__")],
		["results[1].data should be an object", (m) => (m.results[1].data = [])],
		["layouts should be a list", (m) => (m.layouts = {})],
	])("refuses a manifest: %s", (message, change) => {
		const bytes = withManifest(change);
		expect(codeOf(() => decodeSession(bytes))).toBe("invalid-session-file");
		expect(() => decodeSession(bytes)).toThrow(message);
	});

	it("refuses tensors of another dtype, and a manifest that is no JSON", () => {
		const files = unzipSync(encodeSession(session));
		const tensors = encodeSafetensors({
			"results/0/rows": { dtype: "int32", shape: [2, 3], data: new Int32Array(6) },
			"results/0/empty": { dtype: "float32", shape: [0, 3], data: new Float32Array(0) },
		});
		expect(codeOf(() => decodeSession(zipSync({ ...files, "tensors.safetensors": tensors })))).toBe(
			"invalid-session-file",
		);
		expect(codeOf(() => decodeSession(zipSync({ ...files, "manifest.json": strToU8("{") })))).toBe(
			"invalid-session-file",
		);
		const { "tensors.safetensors": _, ...missing } = files;
		expect(codeOf(() => decodeSession(zipSync(missing)))).toBe("invalid-session-file");
	});
});
