/** What a map does with sink candidates: shows them, or leaves them at 0. */
export type SinkMode = "keep" | "hide";

/** A token whose hidden state is as large as that of the sequence's start, in the same channels: it draws attention whatever is asked. */
export interface SinkCandidate {
	/** In the joint sequence. */
	readonly position: number;
	readonly text: string;
	/** Of the picture, for image tokens. */
	readonly region?: number;
	/** Largest |h / rms(h)| over the sink channels and the layers looked at. */
	readonly strength: number;
	/** The layer whose input that is. */
	readonly layer: number;
}

/** The sink candidates of an answer: plain JSON, beside the maps of attention and relevancy. */
export interface Sinks {
	readonly mode: SinkMode;
	/** τ: strength above which a token is a candidate. */
	readonly threshold: number;
	/** Hidden channels that are looked at: the two that are largest at the start of the sequence. */
	readonly channels: readonly number[];
	/** Layers whose inputs were looked at; none for a model of two layers. */
	readonly layers: readonly number[];
	/** By position. */
	readonly candidates: readonly SinkCandidate[];
}

/** Why a token is a candidate, as a sentence without its end. */
export function sinkReason({ strength, layer }: SinkCandidate, { channels, threshold }: Sinks): string {
	return `hidden state ${strength.toFixed(1)} times its root mean square in channel ${channels.join(" or ")} at layer ${layer} (a sink above ${threshold})`;
}
