import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const packages = fileURLToPath(new URL("../../packages", import.meta.url));

/** Who may import whom; the arrows of the house plan. */
const allowed: Readonly<Record<string, readonly string[]>> = {
	core: [],
	graph: ["core"],
	models: ["core", "graph"],
	"backend-onnx": ["core"],
	explainers: ["core", "graph"],
	cli: ["core", "graph", "models", "backend-onnx", "explainers"],
	ui: ["core"],
	worker: ["core", "graph", "models", "explainers"],
	"backend-tfjs": ["core", "graph"],
	testing: ["core", "graph"],
};

function sources(folder: string): string[] {
	return readdirSync(folder).flatMap((name) => {
		const path = `${folder}/${name}`;
		if (statSync(path).isDirectory()) return sources(path);
		return /\.(m?[jt]sx?)$/.test(name) ? [path] : [];
	});
}

/** The modules that a source imports, also by `import()`; types too. */
function imported(text: string): string[] {
	return ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
}

const names = readdirSync(packages);

describe("packages", () => {
	it("are all named in the plan", () => {
		expect(names.filter((name) => !(name in allowed))).toEqual([]);
	});

	it.each(names)("%s lists only packages that it may import", (name) => {
		const manifest = JSON.parse(readFileSync(`${packages}/${name}/package.json`, "utf8"));
		const listed = Object.keys({
			...manifest.dependencies,
			...manifest.peerDependencies,
			...manifest.optionalDependencies,
		});
		const ours = listed
			.filter((one) => one.startsWith("@lvlm-interpret/"))
			.map((one) => one.slice("@lvlm-interpret/".length));
		expect(ours.filter((one) => !allowed[name]?.includes(one))).toEqual([]);
		const forDevelopment = Object.keys(manifest.devDependencies ?? {}).filter((one) =>
			one.startsWith("@lvlm-interpret/"),
		);
		expect(forDevelopment).toEqual(["@lvlm-interpret/tools"]);
	});

	it.each(names)("%s imports only what it may, by public names, and lists it", (name) => {
		const manifest = JSON.parse(readFileSync(`${packages}/${name}/package.json`, "utf8"));
		const listed = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
		const wrong: string[] = [];
		for (const file of sources(`${packages}/${name}/src`)) {
			for (const specifier of imported(readFileSync(file, "utf8"))) {
				if (specifier.startsWith("node:")) continue;
				if (specifier.startsWith(".")) {
					const target = new URL(specifier, `file://${file}`).pathname;
					if (!target.startsWith(`${packages}/${name}/`)) wrong.push(`${file}: ${specifier} leaves the package`);
					continue;
				}
				const parts = specifier.split("/");
				const module = specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] as string);
				if (module === "vitest" && /\.test(-d)?\.ts$/.test(file)) continue;
				if (!listed.has(module)) wrong.push(`${file}: ${module} is not in package.json`);
				if (specifier.startsWith("@lvlm-interpret/")) {
					const sibling = specifier.slice("@lvlm-interpret/".length).split("/")[0] as string;
					if (!allowed[name]?.includes(sibling)) wrong.push(`${file}: may not import ${specifier}`);
				}
			}
		}
		expect(wrong).toEqual([]);
	});
});
