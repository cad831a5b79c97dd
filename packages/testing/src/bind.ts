import { type CaseReport, type ConformanceReport, makeReport, summaryLine } from "./report.js";
import { checkExpectedFailures, runCase } from "./run-suite.js";
import type { ConformanceSuite, OpenedSubject } from "./suite.js";

/** What a binder needs of a test runner. */
export interface TestRunner {
	group(title: string, body: () => void): void;
	/** `skip` marks the test as skipped, with the reason; it may throw to end the test. */
	test(title: string, body: (skip: (reason: string) => void) => Promise<void>): void;
	afterAll(body: () => Promise<void>): void;
}

export interface BindOptions {
	/** Receives the report after the last case; for a file see `writeReport` of the node entry. */
	readonly onReport?: (report: ConformanceReport) => void | Promise<void>;
}

/** Declares one test a case in a runner; prints one summary line after the last. */
export function bindSuite<Subject>(
	suite: ConformanceSuite<Subject>,
	runner: TestRunner,
	options: BindOptions = {},
): void {
	checkExpectedFailures(suite as ConformanceSuite<never>);
	const reports: CaseReport[] = [];
	let opened: Promise<OpenedSubject<Subject>> | undefined;
	const open = (): Promise<OpenedSubject<Subject>> => {
		opened ??= suite.open();
		return opened;
	};
	runner.group(`${suite.kit} kit: ${suite.title}`, () => {
		for (const one of suite.cases) {
			runner.test(one.id, async (skip) => {
				const { report, error } = await runCase(suite, one, await open());
				reports.push(report);
				if (report.outcome === "skipped") skip(report.reason ?? "");
				if (error !== undefined) throw error;
			});
		}
		runner.afterAll(async () => {
			const { info, close } = await open();
			await close();
			const report = makeReport(suite.kit, info, reports);
			console.log(summaryLine(report));
			await options.onReport?.(report);
		});
	});
}
