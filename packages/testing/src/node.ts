/**
 * The kits in node:test, and what needs a file system.
 *
 * @example
 * ```ts
 * import { backendSuite } from "@lvlm-interpret/testing";
 * import { bindNodeTest, temporaryFiles, writeReport } from "@lvlm-interpret/testing/node";
 * import { acmeBackend } from "./acme-backend.js";
 *
 * const suite = backendSuite({ create: () => acmeBackend(), files: temporaryFiles() });
 * bindNodeTest(suite, { onReport: writeReport("conformance.json") });
 * ```
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { CaseFiles } from "./backend-kit/subject.js";
import { type BindOptions, bindSuite } from "./bind.js";
import type { ConformanceReport } from "./report.js";
import type { ConformanceSuite } from "./suite.js";

/** Declares a `describe` of node:test with one test a case. */
export function bindNodeTest<Subject>(suite: ConformanceSuite<Subject>, options: BindOptions = {}): void {
	bindSuite(
		suite,
		{
			group: (title, body) => void describe(title, body),
			test: (title, body) => void it(title, (context) => body((reason) => context.skip(reason))),
			afterAll: (body) => after(body),
		},
		options,
	);
}

/** Writes a report to a file, as JSON: `onReport: writeReport("conformance.json")`. */
export function writeReport(path: string): (report: ConformanceReport) => Promise<void> {
	return (report) => writeFile(path, `${JSON.stringify(report, undefined, 2)}\n`);
}

/** Files for the cases that give weights by path, in a folder of their own that is removed again. */
export function temporaryFiles(): CaseFiles {
	return {
		async withFile(name, bytes, use) {
			const folder = await mkdtemp(join(tmpdir(), "lvlm-conformance-"));
			try {
				const path = join(folder, name);
				await writeFile(path, bytes);
				return await use(path);
			} finally {
				await rm(folder, { recursive: true, force: true });
			}
		},
	};
}
