import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const packages = ["core", "graph", "models", "backend-onnx", "explainers", "backend-tfjs", "testing"];
const missing = packages.filter((name) => !existsSync(at(`packages/${name}/dist`)));
if (missing.length > 0) console.log(`skipped: not built (pnpm build): ${missing.join(", ")}`);

const kit = `import { tfjsBackend } from "@lvlm-interpret/backend-tfjs";
import { backendSuite } from "@lvlm-interpret/testing";
import { bindNodeTest, temporaryFiles, writeReport } from "@lvlm-interpret/testing/node";

const create = () => tfjsBackend({ device: "wasm" });
bindNodeTest(backendSuite({ create, files: temporaryFiles() }), { onReport: writeReport("conformance.json") });
`;

const typed = `import { tfjsBackend } from "@lvlm-interpret/backend-tfjs";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import type { Backend, Tensor } from "@lvlm-interpret/core";
import { type ConformanceReport, referenceBackend, runSuite, backendSuite } from "@lvlm-interpret/testing";
import { operatorCases } from "@lvlm-interpret/testing/operator-cases";

export const all: Backend[] = [tfjsBackend({ device: "wasm" }), onnxBackend(), referenceBackend()];
export const first: Tensor | undefined = Object.values(operatorCases()[0]?.feeds ?? {})[0];
export const report: Promise<ConformanceReport> = runSuite(backendSuite({ create: () => referenceBackend() }));
// @ts-expect-error: types are there, and are checked.
tfjsBackend({ device: "abacus" });
`;

describe.skipIf(missing.length > 0)("the packed packages in an app outside of the workspace", () => {
	let folder: string;
	const run = (command: string, ...args: string[]): string =>
		execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), "lvlm-packed-"));
		for (const name of packages) {
			execFileSync("pnpm", ["pack", "--pack-destination", folder], { cwd: at(`packages/${name}`), stdio: "ignore" });
		}
		const tarballs = packages.map((name): [string, string] => [
			`@lvlm-interpret/${name}`,
			`file:${join(folder, `lvlm-interpret-${name}-0.0.0.tgz`)}`,
		]);
		const tfjs = Object.fromEntries(
			["core", "backend-cpu", "backend-wasm"].map((name) => [`@tensorflow/tfjs-${name}`, "4.22.0"]),
		);
		const dependencies = { ...Object.fromEntries(tarballs), ...tfjs };
		writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", type: "module", dependencies }));
		// Until they are published, what the packages name of each other is in the tarballs, too.
		const overrides = tarballs.map(([name, file]) => `  "${name}": "${file}"`).join("\n");
		const builds = ["onnxruntime-node", "protobufjs", "sharp"].map((name) => `  ${name}: false`).join("\n");
		writeFileSync(join(folder, "pnpm-workspace.yaml"), `overrides:\n${overrides}\nallowBuilds:\n${builds}\n`);
		run("pnpm", "install", "--prefer-offline", "--ignore-scripts");
	}, 120_000);
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	it("answers and explains from plain JavaScript", () => {
		cpSync(at("examples/node-script/ask.mjs"), join(folder, "ask.mjs"));
		const picture = at("models/examples/colour.png");
		const said = JSON.parse(run("node", "ask.mjs", at("models/shapes-llava"), picture, "What colour is the circle?"));
		expect(said.answer).toMatch(/^The circle is \w+\.$/);
		expect(said.region.width).toBeGreaterThan(0);
		expect(said.share).toBeGreaterThan(0);
	});

	it("pass the backend kit under node:test, and write conformance.json", () => {
		writeFileSync(join(folder, "kit.test.mjs"), kit);
		run("node", "--test", "kit.test.mjs");
		const report = JSON.parse(readFileSync(join(folder, "conformance.json"), "utf8"));
		expect(report).toMatchObject({ kit: "backend", subject: { id: "tfjs", device: "wasm" }, counts: { failed: 0 } });
		expect(report.counts.passed).toBeGreaterThan(500);
	});

	it("have types that resolve as Node resolves them", () => {
		writeFileSync(join(folder, "typed.ts"), typed);
		const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022"];
		run("node", at("node_modules/typescript/bin/tsc"), ...options, "typed.ts");
	});
});
