import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { at } from "./local-engine.js";

interface Resolved {
	readonly path: string;
}
interface Build {
	onResolve(
		filter: object,
		resolve: (one: {
			path: string;
			kind: string;
			resolveDir: string;
			pluginData: unknown;
		}) => Promise<object | undefined>,
	): void;
	onLoad(filter: object, load: (one: { path: string }) => object): void;
	resolve(path: string, options: object): Promise<Resolved>;
}
interface Bundler {
	build(options: object): Promise<{
		readonly outputFiles: readonly { readonly text: string }[];
		readonly metafile: { readonly inputs: Readonly<Record<string, unknown>> };
	}>;
}

// The bundler that tsup brings.
export const bundler = createRequire(realpathSync(at("node_modules/tsup/package.json")))("esbuild") as Bundler;

/**
 * Workspace sources bundled for a thread of Node 20, which cannot load TypeScript. Other packages stay outside, named by their files;
 * sources that find files beside themselves find them where they are.
 */
export async function bundleForNode(entry: string): Promise<string> {
	const plugin = {
		name: "workspace-only",
		setup(build: Build) {
			build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, pluginData }) => {
				if (pluginData === "resolved" || path.startsWith("@lvlm-interpret/") || path.startsWith("node:"))
					return undefined;
				const { path: file } = await build.resolve(path, { kind, resolveDir, pluginData: "resolved" });
				return { path: pathToFileURL(file).href, external: true };
			});
			build.onLoad({ filter: /packages\/[^/]+\/src\/.*\.ts$/ }, ({ path }) => ({
				contents: readFileSync(path, "utf8").replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)),
				loader: "ts",
			}));
		},
	};
	const { outputFiles } = await bundler.build({
		entryPoints: [entry],
		bundle: true,
		platform: "node",
		format: "esm",
		target: "node20",
		conditions: ["lvlm-source"],
		write: false,
		plugins: [plugin],
		logLevel: "silent",
	});
	return outputFiles[0]?.text ?? "";
}
