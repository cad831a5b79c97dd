import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Backend } from "@lvlm-interpret/core";
import { backendSuite, runSuite } from "@lvlm-interpret/testing";
import { afterAll, expect, it } from "vitest";

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const folder = at("out/write-your-own-backend");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The runtime of the guide's story: graph's evaluator, behind the two functions that the guide asks for. */
const runtime = `
import { decodeModel } from "@lvlm-interpret/graph";
import { evaluateModel } from "@lvlm-interpret/graph/reference";

export async function load(bytes, weights) {
	const model = decodeModel(bytes);
	const external = (file, offset, length) => {
		if (!weights.has(file)) throw new Error("there is no file " + file);
		return weights.get(file).subarray(offset, offset + length);
	};
	for (const { content } of model.graph.initializers.values()) if (content.kind === "external") external(content.file, 0, 0);
	return {
		async run(feeds, outputs) {
			await new Promise((resolve) => setTimeout(resolve));
			try {
				const isDouble = model.graph.outputs.some(({ type }) => type?.dtype === "float64");
				return evaluateModel(model, feeds, { outputs, external, precision: isDouble ? "float64" : "float32" });
			} catch ({ message }) {
				throw new Error(message);
			}
		},
		free() {},
	};
}
`;

it("the backend of the guide passes the kit, but for the operators, which are its runtime's", async () => {
	const guide = readFileSync(at("docs/write-your-own-backend.md"), "utf8");
	mkdirSync(folder, { recursive: true });
	writeFileSync(`${folder}/acme-runtime.js`, runtime);
	for (const name of ["acme-backend", "acme-session"]) {
		const [, code] = new RegExp(`\`\`\`ts\\n(// ${name}\\.ts\\n[^]*?)\`\`\``).exec(guide) ?? [];
		if (!code) throw new Error(`the guide has no ${name}.ts`);
		writeFileSync(`${folder}/${name}.ts`, code.replace('"acme-runtime"', '"./acme-runtime.js"'));
	}
	const { acmeBackend } = (await import(/* @vite-ignore */ `${folder}/acme-backend.ts`)) as { acmeBackend(): Backend };
	const suite = backendSuite({ create: acmeBackend });
	const report = await runSuite({ ...suite, cases: suite.cases.filter(({ id }) => !id.startsWith("operator/")) });
	expect(report.cases.filter(({ outcome }) => outcome === "failed")).toEqual([]);
	expect(report.counts.passed).toBeGreaterThan(30);
});
