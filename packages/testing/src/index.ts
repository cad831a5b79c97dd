/**
 * Conformance kits: what a backend, an explainer or a model family has to do, as cases that any test runner can go through.
 *
 * @example
 * ```ts
 * import { backendSuite, runSuite, summaryLine } from "@lvlm-interpret/testing";
 * import { acmeBackend } from "./acme-backend.js";
 *
 * const report = await runSuite(backendSuite({ create: () => acmeBackend() }), ({ report, error }) => {
 * 	if (error) console.log(report.id, error);
 * });
 * console.log(summaryLine(report)); // backend kit 1: acme:remote (cpu): 560 passed, 8 skipped (…), 0 failed
 * ```
 */
export { type BackendSuiteOptions, backendSuite } from "./backend-kit/backend-suite.js";
export type { BackendSubject, CaseFiles } from "./backend-kit/subject.js";
export { type BindOptions, bindSuite, type TestRunner } from "./bind.js";
export { type ExplainerSuiteOptions, explainerSuite, type Invariant } from "./explainer-kit/explainer-suite.js";
export { explainTiny } from "./explainer-kit/run-explainer.js";
export type { AnyExplainer, ExplainerSubject } from "./explainer-kit/subject.js";
export {
	type FamilyCheckpoint,
	type FamilyPart,
	type FamilySubject,
	type FamilySuiteOptions,
	familySuite,
} from "./family-kit/family-suite.js";
export { referenceBackend } from "./reference-backend/reference-backend.js";
export { type CaseOutcome, type CaseReport, type ConformanceReport, kitVersion, summaryLine } from "./report.js";
export { type CaseResult, runSuite } from "./run-suite.js";
export {
	type ConformanceCase,
	type ConformanceSuite,
	type OpenedSubject,
	SkippedCase,
	type SubjectInfo,
} from "./suite.js";
export { answerTiny, type TinyAnswer } from "./tiny/answer.js";
export { type StoredReplay, storedReplay } from "./tiny/stored-replay.js";
export { type TinyModel, tinyModel } from "./tiny/tiny-model.js";
export { expectClose, type Tolerance, tolerances } from "./tolerances.js";
