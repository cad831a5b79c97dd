import type { Backend, ModelFacts, ModelSource } from "@lvlm-interpret/core";
import type { OnnxModel } from "@lvlm-interpret/graph";
import { referenceBackend } from "../reference-backend/reference-backend.js";
import type { ConformanceSuite } from "../suite.js";
import { familyCases } from "./cases.js";

export type FamilyPart = "vision_encoder" | "embed_tokens" | "decoder_model_merged";

/** An opened checkpoint of a model family: what `openCheckpoint` of package models gives. */
export interface FamilyCheckpoint {
	readonly facts: ModelFacts;
	readonly parts: Readonly<Record<FamilyPart, OnnxModel>>;
	readonly sources: Readonly<Record<FamilyPart, ModelSource>>;
	/** The token that stands for a patch. */
	readonly imageTokenId: number;
}

/** What the cases of the family kit are given. */
export interface FamilySubject {
	readonly checkpoint: FamilyCheckpoint;
	readonly backend: Backend;
}

export interface FamilySuiteOptions {
	/** Opens a small checkpoint of the family. */
	create(): FamilyCheckpoint | Promise<FamilyCheckpoint>;
	readonly title: string;
	/** What runs the graphs; must take the weights as the checkpoint gives them. Default: the reference backend, which takes bytes and Blobs. */
	readonly backend?: () => Backend;
	readonly expectedFailures?: Readonly<Record<string, string>>;
}

/** The kit for model families: do the graphs fit the facts, can they be explained, and do explanations compute what the model computes. */
export function familySuite(options: FamilySuiteOptions): ConformanceSuite<FamilySubject> {
	return {
		kit: "model-family",
		title: options.title,
		expectedFailures: options.expectedFailures ?? {},
		cases: familyCases,
		async open() {
			const checkpoint = await options.create();
			const backend = (options.backend ?? referenceBackend)();
			return {
				info: { id: checkpoint.facts.modelType, capabilities: new Set() },
				subject: { checkpoint, backend },
				close: () => backend.dispose(),
			};
		},
	};
}
