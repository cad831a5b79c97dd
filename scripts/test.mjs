// `npm test`: installs what is missing, builds, checks format, lint and types, and runs every test.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, checkNode, findBrowser, install, installBrowser, pnpm } from "./workspace.mjs";

checkNode();
install();
installBrowser();
build();
pnpm(["exec", "biome", "ci", "."]);
pnpm(["exec", "turbo", "run", "typecheck", "--output-logs=errors-only"]);

const folder = mkdtempSync(join(tmpdir(), "lvlm-interpret-test-"));
const report = join(folder, "report.json");
const browser = findBrowser();
const status = pnpm(
	[
		"exec",
		"vitest",
		"run",
		"--reporter=default",
		"--reporter=json",
		`--outputFile.json=${report}`,
		...process.argv.slice(2),
	],
	{ mayFail: true, env: browser ? { CHROMIUM_PATH: browser } : {} },
);
const counts = JSON.parse(readFileSync(report, "utf8"));
rmSync(folder, { recursive: true });
const skipped = counts.numPendingTests + counts.numTodoTests;
console.log(`${counts.numPassedTests} passed, ${counts.numFailedTests} failed${skipped ? `, ${skipped} skipped` : ""}`);
process.exit(status);
