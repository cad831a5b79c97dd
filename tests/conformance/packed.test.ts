import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, launchChromium, startSite } from "../browser/site.js";
import { at, installPackedApp, notBuilt, type PackedApp, packages } from "./packed-app.js";

if (notBuilt.length > 0) console.log(`skipped: not built (pnpm build): ${notBuilt.join(", ")}`);

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

const picture = at("models/examples/colour.png");
const tsc = at("node_modules/typescript/bin/tsc");

describe.skipIf(notBuilt.length > 0)("the packed packages in an app outside of the workspace", () => {
	let app: PackedApp;
	beforeAll(() => {
		app = installPackedApp();
		for (const name of ["node-script", "vite-react", "plain-html"]) {
			const isSource = (path: string): boolean => !path.includes("node_modules") && !path.includes("dist");
			cpSync(at(`examples/${name}`), join(app.folder, name), { recursive: true, filter: isSource });
		}
	}, 120_000);
	afterAll(() => app?.remove());

	it.each(packages)("%s is as publint and arethetypeswrong want it", async (name) => {
		const data = readFileSync(app.tarball(name));
		const tarball = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer;
		const { messages, pkg } = await publint({ pack: { tarball }, strict: true, level: "suggestion" });
		expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
		const result = await checkPackage(createPackageFromTarballData(new Uint8Array(data)), {
			// Scripts for pages without a bundler: nobody imports them.
			excludeEntrypoints: ["./lvlm-elements.js", "./lvlm-frame.js"],
		});
		// ES modules only, for Node 20.19 or newer, where require() takes them too: older resolutions are not aimed at.
		const problems = (result.types ? result.problems : []).filter(
			(problem) => !("resolutionKind" in problem && ["node10", "node16-cjs"].includes(problem.resolutionKind)),
		);
		expect(result.types).toEqual({ kind: "included" });
		expect(problems).toEqual([]);
	});

	it("answers and explains from plain JavaScript", () => {
		const args = ["ask.mjs", at("models/shapes-llava"), picture, "What colour is the circle?"];
		const said = JSON.parse(app.run("node", args, "node-script"));
		expect(said.answer).toMatch(/^The circle is \w+\.$/);
		expect(said.region.width).toBeGreaterThan(0);
		expect(said.share).toBeGreaterThan(0);
	});

	it("ends without a trace where nobody reads its output any more", async () => {
		const bin = join(app.folder, "node_modules/@lvlm-interpret/cli/dist/bin.js");
		const ask = [bin, "ask", at("models/shapes-llava"), picture, "What colour is the circle?"];
		const child = spawn(process.execPath, ask);
		child.stdout.destroy();
		let told = "";
		child.stderr.on("data", (text) => {
			told += text;
		});
		const [code] = await once(child, "close");
		expect([130, 0]).toContain(code);
		expect(told.replace("Interrupted.\n", "")).toBe("");
	});

	it("pass the backend kit under node:test, and write conformance.json", () => {
		writeFileSync(join(app.folder, "kit.test.mjs"), kit);
		app.run("node", ["--test", "kit.test.mjs"]);
		const report = JSON.parse(readFileSync(join(app.folder, "conformance.json"), "utf8"));
		expect(report).toMatchObject({ kit: "backend", subject: { id: "tfjs", device: "wasm" }, counts: { failed: 0 } });
		expect(report.counts.passed).toBeGreaterThan(500);
	});

	it("have types that resolve as Node resolves them, and as bundlers do", () => {
		writeFileSync(join(app.folder, "typed.ts"), typed);
		const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022"];
		app.run("node", [tsc, ...options, "typed.ts"]);
		app.run("node", [tsc, "-p", "vite-react"]);
	}, 120_000);

	it("leave out of a Vite build what the app does not import", () => {
		app.run("node", ["../node_modules/vite/bin/vite.js", "build", "--logLevel", "error"], "vite-react");
		const assets = join(app.folder, "vite-react/dist/assets");
		const scripts = readdirSync(assets).filter((name) => /^index-.*\.js$/.test(name));
		const text = scripts.map((name) => readFileSync(join(assets, name), "utf8")).join("\n");
		// Words that only these explainers, evaluators and backends contain.
		const explainers = readFileSync(at("packages/explainers/dist/index.js"), "utf8");
		const others = ["max-cond-size", "Random rankings", "Residual share"];
		for (const word of others) expect(explainers, word).toContain(word);
		expect(text).toContain("lastRowOnly");
		for (const word of [...others, "tfjs-backend", "onnxruntime-node"]) expect(text, word).not.toContain(word);
		console.log(
			`vite-react: ${scripts.length} first scripts, ${Math.round(text.length / 1000)} kB, ${Math.round(gzipSync(text).length / 1000)} kB gzipped`,
		);
	}, 120_000);

	it.skipIf(!chromiumPath).each([
		["vite-react", "vite-react/dist"],
		["plain-html", "plain-html"],
	])(
		"answer and explain in a browser: %s",
		async (name, page) => {
			const folders = {
				"": join(app.folder, page),
				node_modules: join(app.folder, "node_modules"),
				"shapes-llava": at("models/shapes-llava"),
			};
			const site = await startSite({ folders, isolated: true });
			const browser = await launchChromium();
			try {
				const tab = await (await browser.newContext()).newPage();
				tab.setDefaultTimeout(60_000);
				const errors: Error[] = [];
				tab.on("pageerror", (error) => errors.push(error));
				await tab.goto(`${site.origin}/`);
				await tab.waitForFunction(() => document.querySelector<HTMLButtonElement>("form button")?.disabled === false);
				await tab.setInputFiles("input[type=file]", picture);
				await tab.click("form button");
				const drawn = () =>
					/The circle is \w+\./.test(document.querySelector("[role=status]")?.textContent ?? "") &&
					!document.querySelector("[role=status]")?.textContent?.includes("…") &&
					[...document.querySelectorAll("canvas")].some(({ width }) => width > 32);
				await tab.waitForFunction(drawn).catch((cause: Error) => {
					throw new Error(`${name} drew nothing: ${errors.join("; ") || "no error was thrown"}`, { cause });
				});
				expect(errors).toEqual([]);
			} finally {
				await browser.close();
				site.close();
			}
		},
		120_000,
	);
});
