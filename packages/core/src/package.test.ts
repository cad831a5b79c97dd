import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const source = fileURLToPath(new URL(".", import.meta.url));
const manifest = JSON.parse(readFileSync(join(source, "../package.json"), "utf8"));

/** All sources that an entry reaches, and the packages that they import. */
function reach(entry: string): { files: Set<string>; packages: Set<string> } {
	const files = new Set<string>();
	const packages = new Set<string>();
	const visit = (file: string): void => {
		if (files.has(file)) return;
		files.add(file);
		const text = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
		for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)) {
			if (specifier.startsWith(".")) visit(join(dirname(file), specifier.replace(/\.js$/, ".ts")));
			else packages.add(specifier);
		}
	};
	visit(join(source, entry));
	return { files, packages };
}

it("has one runtime dependency, and only the session entry reaches it", () => {
	expect(Object.keys(manifest.dependencies)).toEqual(["fflate"]);
	expect(manifest.peerDependencies).toBeUndefined();
	expect([...reach("index.ts").packages]).toEqual([]);
	expect([...reach("paint/index.ts").packages]).toEqual([]);
	expect([...reach("session/index.ts").packages]).toEqual(["fflate"]);
	expect([...reach("index.ts").files].filter((file) => file.includes("session/"))).toEqual([]);
});

it("has no side effects, and names types first", () => {
	expect(manifest.sideEffects).toBe(false);
	expect(manifest.type).toBe("module");
	for (const [name, entry] of Object.entries<Record<string, string>>(manifest.exports)) {
		if (name === "./package.json") continue;
		expect(Object.keys(entry)).toEqual(["lvlm-source", "types", "default"]);
	}
});

it("reaches every source from an entry, tests aside", () => {
	const reached = new Set(
		["index.ts", "paint/index.ts", "session/index.ts"].flatMap((entry) => [...reach(entry).files]),
	);
	const all = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => /\.ts$/.test(file));
	const unused = all.filter((file) => !/\.test(-data)?\.ts$/.test(file) && !reached.has(join(source, file)));
	expect(unused).toEqual([]);
});

it("needs neither a DOM nor Node", () => {
	for (const entry of ["index.ts", "paint/index.ts", "session/index.ts"]) {
		for (const file of reach(entry).files) {
			const code = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
			expect(code).not.toMatch(/\b(document\.|navigator\.|process\.|Buffer\b|node:)/);
		}
	}
});
