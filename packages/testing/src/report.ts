import type { ConformanceSuite, SubjectInfo } from "./suite.js";

/** Version of the kits: a case is added or changed with a new one. */
export const kitVersion = "1";

export type CaseOutcome = "passed" | "failed" | "skipped" | "failed-as-expected";

/** One case in a report. */
export interface CaseReport {
	readonly id: string;
	readonly outcome: CaseOutcome;
	/** Why it was skipped or has failed. */
	readonly reason?: string;
}

/** What `conformance.json` holds. */
export interface ConformanceReport {
	readonly kit: ConformanceSuite["kit"];
	readonly kitVersion: string;
	readonly subject: { readonly id: string; readonly device?: string; readonly capabilities: readonly string[] };
	readonly counts: Readonly<Record<CaseOutcome, number>>;
	/** Reason to number of cases. */
	readonly skipped: Readonly<Record<string, number>>;
	readonly cases: readonly CaseReport[];
}

/** Puts outcomes together. */
export function makeReport(
	kit: ConformanceSuite["kit"],
	info: SubjectInfo,
	cases: readonly CaseReport[],
): ConformanceReport {
	const counts = { passed: 0, failed: 0, skipped: 0, "failed-as-expected": 0 };
	const skipped: Record<string, number> = {};
	for (const { outcome, reason } of cases) {
		counts[outcome]++;
		if (outcome === "skipped") skipped[reason ?? ""] = (skipped[reason ?? ""] ?? 0) + 1;
	}
	return {
		kit,
		kitVersion,
		subject: {
			id: info.id,
			...(info.device === undefined ? {} : { device: info.device }),
			capabilities: [...info.capabilities].sort(),
		},
		counts,
		skipped,
		cases,
	};
}

/** "backend kit 1: onnx (cpu): 600 passed, 3 skipped (needs kill: 3), 0 failed" */
export function summaryLine({ kit, kitVersion, subject, counts, skipped }: ConformanceReport): string {
	const why = Object.entries(skipped).map(([reason, count]) => `${reason}: ${count}`);
	const expected = counts["failed-as-expected"];
	return [
		`${kit} kit ${kitVersion}: ${subject.id}${subject.device ? ` (${subject.device})` : ""}: ${counts.passed} passed`,
		`${counts.skipped} skipped${why.length > 0 ? ` (${why.join("; ")})` : ""}`,
		`${counts.failed} failed`,
		...(expected > 0 ? [`${expected} failed as expected`] : []),
	].join(", ");
}
