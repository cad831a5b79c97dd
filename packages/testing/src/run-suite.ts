import { type CaseReport, type ConformanceReport, makeReport } from "./report.js";
import { type ConformanceCase, type ConformanceSuite, type OpenedSubject, SkippedCase } from "./suite.js";

/** What came of a case: its entry in the report, and the error that a test runner shall show. */
export interface CaseResult {
	readonly report: CaseReport;
	readonly error?: unknown;
}

/** Runs one case under the rules of the kit: skipped by declared capability only, and no failure that is expected in silence. */
export async function runCase<Subject>(
	suite: ConformanceSuite<Subject>,
	one: ConformanceCase<Subject>,
	opened: OpenedSubject<Subject>,
): Promise<CaseResult> {
	const { id } = one;
	const skipped = (reason: string): CaseResult => ({ report: { id, outcome: "skipped", reason } });
	if (opened.unavailable !== undefined) return skipped(`not available: ${opened.unavailable}`);
	const missing = one.needs.filter((need) => !opened.info.capabilities.has(need));
	if (missing.length > 0) return skipped(`needs ${missing.join(", ")}`);
	const known = suite.expectedFailures[id];
	try {
		await one.run(opened.subject);
	} catch (error) {
		if (error instanceof SkippedCase) return skipped(error.message);
		if (known !== undefined) return { report: { id, outcome: "failed-as-expected", reason: known } };
		return { report: { id, outcome: "failed", reason: (error as Error).message }, error };
	}
	if (known === undefined) return { report: { id, outcome: "passed" } };
	const error = new Error(`"${id}" passes, but is listed as an expected failure (${known}): take it off the list.`);
	return { report: { id, outcome: "failed", reason: error.message }, error };
}

/** An expected failure that names no case is a mistake: it would never be noticed again. */
export function checkExpectedFailures(suite: ConformanceSuite<never>): void {
	const ids = new Set(suite.cases.map(({ id }) => id));
	const unknown = Object.keys(suite.expectedFailures).filter((id) => !ids.has(id));
	if (unknown.length > 0)
		throw new Error(`Expected failures name no case of the ${suite.kit} kit: ${unknown.join(", ")}.`);
}

/**
 * Goes through a suite without any test runner.
 *
 * @param onCase  Called after each case.
 * @returns The report; failures are in it, and are not thrown.
 */
export async function runSuite<Subject>(
	suite: ConformanceSuite<Subject>,
	onCase: (result: CaseResult) => void = () => {},
): Promise<ConformanceReport> {
	checkExpectedFailures(suite as ConformanceSuite<never>);
	const opened = await suite.open();
	const reports: CaseReport[] = [];
	try {
		for (const one of suite.cases) {
			const result = await runCase(suite, one, opened);
			reports.push(result.report);
			onCase(result);
		}
	} finally {
		await opened.close();
	}
	return makeReport(suite.kit, opened.info, reports);
}
