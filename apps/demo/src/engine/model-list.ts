/** A model that the app can open. */
export interface OfferedModel {
	/** As the engine opens it. */
	readonly source: string;
	readonly name: string;
	/** What it is, in a sentence. */
	readonly description: string;
	readonly parameters: number;
	/** That a first question fetches: weights and one build of the runtime, MB. */
	readonly megabytes: number;
	/** Whether its card says that it was trained to answer further questions about the same picture. */
	readonly hasTurns: boolean;
	readonly licence: string;
}

/** The embedded model; `models/README.md` is its card. */
export const embeddedModel: OfferedModel = {
	source: "./models/shapes-llava",
	name: "shapes-llava",
	description: "The embedded model: a small LLaVA that knows coloured shapes, and has a planted failure to find.",
	parameters: 2_825_152,
	megabytes: 25,
	hasTurns: true,
	licence: "Apache-2.0",
};

export const offeredModels: readonly OfferedModel[] = [embeddedModel];
