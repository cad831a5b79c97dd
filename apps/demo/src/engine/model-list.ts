/** A model that the app can open. */
export interface OfferedModel {
	/** As the engine opens it. */
	readonly source: string;
	readonly name: string;
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
	megabytes: 25,
	hasTurns: true,
	licence: "Apache-2.0",
};
