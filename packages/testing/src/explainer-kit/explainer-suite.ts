import type { Backend, ResultBody } from "@lvlm-interpret/core";
import { referenceBackend } from "../reference-backend/reference-backend.js";
import { type ConformanceCase, type ConformanceSuite, expectThat } from "../suite.js";
import { explainerCases } from "./cases.js";
import { explainTiny } from "./run-explainer.js";
import type { AnyExplainer, ExplainerSubject } from "./subject.js";

/** Something that is true of every result of the method: rows that sum to 1, a gap that is small. */
export interface Invariant {
	/** Kebab-case. */
	readonly id: string;
	/** Says what is wrong, or nothing. */
	check(result: ResultBody): string | undefined;
}

export interface ExplainerSuiteOptions {
	create(): AnyExplainer;
	/** Options to try beside the defaults. */
	readonly variants?: readonly Readonly<Record<string, unknown>>[];
	/** The method's own correctness, checked for the defaults and every variant. */
	readonly invariants?: readonly Invariant[];
	/** Default: the reference backend, in float64. */
	readonly backend?: () => Backend;
	readonly expectedFailures?: Readonly<Record<string, string>>;
}

/** The explainer kit, for explainers that are mathematics on the model's graph. */
export function explainerSuite(options: ExplainerSuiteOptions): ConformanceSuite<ExplainerSubject> {
	const invariants = (options.invariants ?? []).map(
		({ id, check }): ConformanceCase<ExplainerSubject> => ({
			id: `invariant/${id}`,
			needs: [],
			async run({ explainer, backend, variants }) {
				for (const variant of variants) {
					const wrong = check(await explainTiny(backend, explainer, variant));
					expectThat(wrong === undefined, `${wrong} (options ${JSON.stringify(variant)})`);
				}
			},
		}),
	);
	return {
		kit: "explainer",
		title: options.create().id,
		expectedFailures: options.expectedFailures ?? {},
		cases: [...explainerCases, ...invariants],
		async open() {
			const explainer = options.create();
			const backend = (options.backend ?? referenceBackend)();
			return {
				info: { id: explainer.id, capabilities: new Set() },
				subject: { explainer, backend, variants: [{}, ...(options.variants ?? [])] },
				close: () => backend.dispose(),
			};
		},
	};
}
