/** A test of a kit. `needs` are capabilities: a subject that does not declare them is not asked, and the report says so. */
export interface ConformanceCase<Subject> {
	/** "group/name", kebab-case; stable, since expected failures and reports refer to it. */
	readonly id: string;
	readonly needs: readonly string[];
	/** @throws what is wrong; {@link SkippedCase} where this machine lacks what the case needs (a file system). */
	run(subject: Subject): Promise<void>;
}

/** What is tested. */
export interface SubjectInfo {
	readonly id: string;
	readonly device?: string;
	readonly capabilities: ReadonlySet<string>;
}

/** A kit applied to one subject: cases as data, which any test runner can go through. */
export interface ConformanceSuite<Subject = unknown> {
	readonly kit: "backend" | "explainer" | "model-family";
	/** For titles, known before anything is created. */
	readonly title: string;
	readonly cases: readonly ConformanceCase<Subject>[];
	/** Case id to why it fails and where that is followed up ("acme#12"). A case that is listed here and passes is an error. */
	readonly expectedFailures: Readonly<Record<string, string>>;
	/** Makes the subject; called once, before the first case. */
	open(): Promise<OpenedSubject<Subject>>;
}

export interface OpenedSubject<Subject> {
	readonly info: SubjectInfo;
	readonly subject: Subject;
	/** Why nothing of it can run here (no such device); then every case is skipped with this reason. */
	readonly unavailable?: string;
	close(): Promise<void>;
}

/** Thrown by a case that cannot be tried on this machine. */
export class SkippedCase extends Error {
	override readonly name = "SkippedCase";
}

/** Ends a case with a message that says what was expected and what came. */
export function expectThat(condition: unknown, message: string): asserts condition {
	if (!condition) throw new Error(message);
}

/** What a promise is rejected with. @throws when it is not. */
export async function rejection(promise: Promise<unknown>, what: string): Promise<Error> {
	let value: unknown;
	try {
		value = await promise;
	} catch (error) {
		return error as Error;
	}
	throw new Error(`${what} should have been rejected, but gave ${typeof value}.`);
}

/** The promise must be rejected with an LvlmError of one of `codes`. */
export async function expectCode(promise: Promise<unknown>, what: string, ...codes: readonly string[]): Promise<void> {
	const error = (await rejection(promise, what)) as Error & { code?: string };
	expectThat(
		codes.includes(error.code ?? ""),
		`${what} should be rejected with ${codes.join(" or ")}, but was with ${error.code ?? error.name}: ${error.message}`,
	);
}

/** The promise must be rejected with the platform's AbortError. */
export async function expectAbort(promise: Promise<unknown>, what: string): Promise<void> {
	const error = await rejection(promise, what);
	expectThat(
		error.name === "AbortError",
		`${what} should be rejected with AbortError, but was with ${error.name}: ${error.message}`,
	);
}
