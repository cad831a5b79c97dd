import type { Backend } from "@lvlm-interpret/core";
import { operatorCases } from "../operator-cases/index.js";
import type { ConformanceSuite } from "../suite.js";
import { contractCases } from "./contract-cases.js";
import { deviceCases } from "./device-cases.js";
import { graphCases } from "./graph-cases.js";
import { loadCases } from "./load-cases.js";
import { operatorSuiteCases } from "./operator-suite-cases.js";
import { runCases } from "./run-cases.js";
import type { BackendSubject, CaseFiles } from "./subject.js";
import { valueCases } from "./value-cases.js";

export interface BackendSuiteOptions {
	/** Makes the backend; called once for all cases, and again by cases that dispose it. */
	create(): Backend | Promise<Backend>;
	/** For titles. Default "backend". */
	readonly title?: string;
	/** A file system, for weights by path: `temporaryFiles()` of the node entry. */
	readonly files?: CaseFiles;
	/** Case id to a reason and a link. */
	readonly expectedFailures?: Readonly<Record<string, string>>;
}

/**
 * The backend kit: the contract of core's Backend, values, runs, aborts, loading, values on the device, every operator that our graphs may
 * hold, and whole small graphs (a language model with its cache, attention rows, gradients).
 */
export function backendSuite(options: BackendSuiteOptions): ConformanceSuite<BackendSubject> {
	return {
		kit: "backend",
		title: options.title ?? "backend",
		expectedFailures: options.expectedFailures ?? {},
		cases: [
			...contractCases,
			...valueCases,
			...runCases,
			...loadCases,
			...deviceCases,
			...graphCases,
			...operatorSuiteCases(operatorCases()),
		],
		async open() {
			const backend = await options.create();
			const { id, device, capabilities } = backend;
			const { available, reason = "it says no more" } = await backend.isAvailable();
			return {
				info: { id, device, capabilities },
				subject: { backend, create: options.create, files: options.files },
				...(available ? {} : { unavailable: reason }),
				close: () => backend.dispose(),
			};
		},
	};
}
