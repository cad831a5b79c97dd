import { realpathSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

interface Bundler {
	build(options: object): Promise<{
		readonly outputFiles: readonly { readonly text: string }[];
		readonly metafile: {
			readonly inputs: Readonly<Record<string, { readonly imports: readonly { path: string; external?: boolean }[] }>>;
		};
	}>;
}

// The bundler that tsup brings.
const bundler = createRequire(realpathSync(at("node_modules/tsup/package.json")))("esbuild") as Bundler;

/** Modules of Node, with and without "node:"; "process" and "buffer" have packages of the same name. */
const ofNode = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));

async function bundle(entry: object) {
	return bundler.build({
		bundle: true,
		platform: "browser",
		format: "esm",
		conditions: ["lvlm-source"],
		write: false,
		metafile: true,
		logLevel: "silent",
		...entry,
	});
}

describe("the entry of models, bundled for a browser", () => {
	it("imports nothing of Node", async () => {
		const { outputFiles, metafile } = await bundle({
			entryPoints: [at("packages/models/src/index.ts")],
			// Its build for browsers is looked at by the tests of the bridge.
			external: ["@huggingface/transformers", "onnxruntime-common"],
		});
		const imported = Object.values(metafile.inputs).flatMap((input) => input.imports.map((one) => one.path));
		expect(imported.length).toBeGreaterThan(100);
		expect(imported.filter((path) => ofNode.has(path))).toEqual([]);
		// Nor hidden in the text: only `process.getBuiltinModule`, which nothing but Node reaches, names a module of Node.
		const text = outputFiles[0]?.text ?? "";
		expect(text).not.toMatch(/(?:import|require)\(\s*["'](?:node:|fs|path|os|crypto|sharp)["']?/);
		expect(text).toContain("getBuiltinModule");
	});

	it("would be refused if it did", async () => {
		const stdin = { contents: 'import "node:fs";', resolveDir: at(".") };
		await expect(bundle({ stdin })).rejects.toThrow("node:fs");
	});
});
