import type { OptionSchema, SinkMode } from "@lvlm-interpret/core";

/** The options of maps that attention sinks may spoil. */
export interface SinkOptions {
	/** What the map does with sink candidates; the result says which there are in either case. */
	readonly sinks: SinkMode;
	/** τ: how many times its root mean square a hidden state must reach in a sink channel. */
	readonly sinkThreshold: number;
}

export const sinkOptions: OptionSchema<SinkOptions> = {
	sinks: {
		label: "Sinks",
		description: "Tokens that draw attention whatever is asked: keep them in the map, or leave them at 0.",
		type: "choice",
		choices: ["keep", "hide"],
		default: "keep",
	},
	sinkThreshold: {
		label: "Sink threshold",
		description: "How many times its root mean square a hidden state must reach in a sink channel.",
		type: "number",
		min: 1,
		max: 1e6,
		default: 20,
	},
};
