/**
 * The kits in vitest.
 *
 * @example
 * ```ts
 * import { backendSuite } from "@lvlm-interpret/testing";
 * import { bindVitest } from "@lvlm-interpret/testing/vitest";
 * import { acmeBackend } from "./acme-backend.js";
 *
 * bindVitest(backendSuite({ create: () => acmeBackend() }));
 * ```
 */
import { afterAll, describe, it } from "vitest";
import { type BindOptions, bindSuite } from "./bind.js";
import type { ConformanceSuite } from "./suite.js";

/** Declares a `describe` with one test a case. */
export function bindVitest<Subject>(suite: ConformanceSuite<Subject>, options: BindOptions = {}): void {
	bindSuite(
		suite,
		{
			group: (title, body) => void describe(title, body),
			test: (title, body) => it(title, (context) => body((reason) => context.skip(reason))),
			afterAll: (body) => afterAll(body),
		},
		options,
	);
}
