import { defineConfig } from "tsup";

/**
 * The one bundler preset: ESM and type declarations, one file an entry.
 *
 * @param {Record<string, string>} entry  Output name to source file.
 * @param {import("tsup").Options} [options]  What a package needs besides.
 */
export function preset(entry, options = {}) {
	return defineConfig({
		entry,
		format: "esm",
		target: "es2022",
		dts: true,
		sourcemap: true,
		clean: true,
		splitting: true,
		treeshake: true,
		...options,
	});
}
