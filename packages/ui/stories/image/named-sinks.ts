import type { Sinks } from "@lvlm-interpret/core";

/** Sinks as a result names them by its hidden states. Region 35 of 12 x 12 is row 3, column 12. */
export const namedSinks = (mode: Sinks["mode"]): Sinks => ({
	mode,
	threshold: 20,
	channels: [17, 54],
	layers: [2, 3],
	candidates: [
		{ position: 0, text: "<s>", strength: 61.3, layer: 3 },
		{ position: 40, text: "<image>", region: 35, strength: 24.5, layer: 2 },
	],
});
