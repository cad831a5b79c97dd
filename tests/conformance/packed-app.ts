import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What is published. */
export const packages = [
	...["core", "graph", "models", "backend-onnx", "backend-tfjs"],
	...["explainers", "testing", "ui", "worker", "cli"],
];
export const notBuilt = packages.filter((name) => !existsSync(at(`packages/${name}/dist`)));

/** Examples that are run here, each from a copy in the app. */
const examples = ["node-script", "vite-react", "plain-html"];

/** An app outside of the workspace, in which the packages are installed from their tarballs. */
export interface PackedApp {
	readonly folder: string;
	tarball(name: string): string;
	/** Runs a program in it (or in a folder of it) and gives its output. */
	run(command: string, args: readonly string[], inside?: string): string;
	remove(): void;
}

/** Packs all packages and installs them, with whatever else the examples say that they need. */
export function installPackedApp(): PackedApp {
	const folder = mkdtempSync(join(tmpdir(), "lvlm-packed-"));
	const run: PackedApp["run"] = (command, args, inside = ".") =>
		execFileSync(command, args, { cwd: join(folder, inside), encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
	const tarball = (name: string): string => join(folder, `lvlm-interpret-${name}-0.0.0.tgz`);
	for (const name of packages) {
		execFileSync("pnpm", ["pack", "--pack-destination", folder], { cwd: at(`packages/${name}`), stdio: "ignore" });
	}
	const files = packages.map((name): [string, string] => [`@lvlm-interpret/${name}`, `file:${tarball(name)}`]);
	const manifests = examples.map((name) => JSON.parse(readFileSync(at(`examples/${name}/package.json`), "utf8")));
	const needed = manifests.map(({ dependencies, devDependencies }) => ({ ...dependencies, ...devDependencies }));
	const dependencies = Object.assign({}, ...needed, Object.fromEntries(files));
	writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", type: "module", dependencies }));
	// Until they are published, what the packages name of each other is in the tarballs, too.
	const overrides = files.map(([name, file]) => `  "${name}": "${file}"`).join("\n");
	const builds = ["onnxruntime-node", "protobufjs", "sharp", "esbuild"].map((name) => `  ${name}: false`).join("\n");
	// Flat, as npm installs: a page without a bundler names files of indirect dependencies.
	const settings = `overrides:\n${overrides}\nallowBuilds:\n${builds}\nnodeLinker: hoisted\n`;
	writeFileSync(join(folder, "pnpm-workspace.yaml"), settings);
	run("pnpm", ["install", "--prefer-offline", "--ignore-scripts"]);
	return { folder, tarball, run, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
