import type { SinkCandidate, Sinks, Tensor } from "@lvlm-interpret/core";
import type { ModelHandles, Replay, Rows, Value } from "@lvlm-interpret/graph";
import type { SinkOptions } from "./options.js";

/** The first layer whose input shows sinks. */
const firstLayer = 2;

/** Of `rms`, as the model's own norms have it. */
const epsilon = 1e-6;

export interface WrittenSinks {
	/** What {@link readSinks} needs, by output name; none for a model without a layer to look at. */
	readonly outputs: Readonly<Record<string, Value>>;
	/** [S], 1 where a token is a candidate, else 0; undefined without a layer to look at. */
	readonly isSink: Value | undefined;
}

/**
 * Writes the search for attention sinks: at the input h_l of each layer l ≥ 2, a token is a candidate where
 * max over the sink channels c of |h_l[c]| / rms(h_l) > τ. The sink channels are the two in which that is largest at the first position, over
 * these layers.
 *
 * Outputs: `sink_channels` [D], 1 at a sink channel; `sink_strength` [S], largest over channels and layers; `sink_layer` [S], the
 * layer of it. Cost: a few passes over the hidden states.
 *
 * Source: Kang et al. 2025 (VisAttnSink), arXiv:2503.03321, section 3, whose channels are known for each model; found at the first
 * position here, for any.
 */
export function writeSinks(handles: ModelHandles, { sinkThreshold }: SinkOptions): WrittenSinks {
	const { hiddenStates, layers } = handles.decoder;
	const builder = handles.decoder.builder.scope("sinks");
	const looked = layersLookedAt(layers.length);
	if (looked.length === 0) return { outputs: {}, isSink: undefined };
	const ints = (...list: number[]) => builder.constant("int64", list, undefined, "ints");
	const scalar = (value: number) => builder.constant("float32", value, [], "scalar");
	const maxOver = (value: Value, axis: number) => builder.op("ReduceMax", [value, ints(axis)], { keepdims: 0 });
	// [1, S, D] and [1, S, 1] a layer.
	const sizes = looked.map((layer) => {
		const h = hiddenStates[layer] as Value;
		const square = builder.op("ReduceMean", [builder.op("Mul", [h, h]), ints(2)], { keepdims: 1 });
		const rms = builder.op("Sqrt", [builder.op("Add", [square, scalar(epsilon)])]);
		return { h, rms };
	});
	const first = sizes.map(({ h, rms }) => {
		const own = (value: Value) => builder.op("Slice", [value, ints(0), ints(1), ints(1)]);
		return builder.op("Div", [builder.op("Abs", [own(h)]), own(rms)]);
	});
	const start = maxOver(builder.op("Concat", first, { axis: 0 }), 0);
	const largest = builder.op("ReduceMax", [start], { keepdims: 0 });
	const others = builder.op("Where", [builder.op("Less", [start, largest]), start, scalar(0)]);
	const second = builder.op("ReduceMax", [others], { keepdims: 0 });
	// [1, D].
	const channels = builder.op("Cast", [builder.op("GreaterOrEqual", [start, second])], { to: 1 });
	// The sizes of all layers would lie in memory until the channels are known, were they written before.
	const strengths = sizes.map(({ h, rms }) =>
		builder.op("Div", [
			maxOver(builder.op("Abs", [builder.op("Mul", [h, channels])]), 2),
			builder.op("Squeeze", [rms, ints(2)]),
		]),
	);
	// [L', S].
	const all = builder.op("Concat", strengths, { axis: 0 });
	const strength = maxOver(all, 0);
	const isLargest = builder.op("Cast", [builder.op("GreaterOrEqual", [all, strength])], { to: 1 });
	const numbers = builder.constant("float32", looked, [looked.length, 1], "layers");
	return {
		outputs: {
			sink_channels: builder.op("Squeeze", [channels, ints(0)]),
			sink_strength: strength,
			sink_layer: maxOver(builder.op("Mul", [isLargest, numbers]), 0),
		},
		isSink: builder.op("Cast", [builder.op("Greater", [strength, scalar(sinkThreshold)])], { to: 1 }),
	};
}

function layersLookedAt(layers: number): number[] {
	return Array.from({ length: Math.max(0, layers - firstLayer) }, (_, index) => index + firstLayer);
}

/** The candidates of an answer, from what {@link writeSinks} put out. */
export function readSinks(rows: Rows, replay: Replay, { sinks: mode, sinkThreshold: threshold }: SinkOptions): Sinks {
	const of = (name: string) => ((rows[name] as Tensor<"float32"> | undefined)?.data ?? []) as ArrayLike<number>;
	const [strength, layer] = [of("sink_strength"), of("sink_layer")];
	const candidates = replay.sequence.tokens
		.slice(0, replay.rows)
		.flatMap(({ position, text, image }): SinkCandidate[] => {
			const own = strength[position] ?? 0;
			if (!(own > threshold)) return [];
			const region = image?.index === 0 ? { region: image.region } : {};
			return [{ position, text, ...region, strength: own, layer: layer[position] as number }];
		});
	const channels = Array.from(of("sink_channels")).flatMap((one, channel) => (one > 0 ? [channel] : []));
	const layers = strength.length > 0 ? layersLookedAt(replay.facts.text.layers) : [];
	return { mode, threshold, channels, layers, candidates };
}

/** What a reader has to know of the candidates that a map shows, as sentences. */
export function sinkCautions({ mode, candidates }: Sinks, shown: (candidate: SinkCandidate) => boolean): string[] {
	const own = candidates.filter(shown);
	if (own.length === 0) return [];
	const which = own.every(({ region }) => region !== undefined)
		? `${own.length} image ${own.length === 1 ? "region" : "regions"}`
		: `${own.length} ${own.length === 1 ? "token" : "tokens"}`;
	return [
		mode === "hide"
			? `${which} left at 0 as ${own.length === 1 ? "an attention sink" : "attention sinks"}.`
			: `${which} may be ${own.length === 1 ? "an attention sink" : "attention sinks"}, which ${own.length === 1 ? "draws" : "draw"} attention whatever is asked. The option sinks "hide" leaves ${own.length === 1 ? "it" : "them"} out.`,
	];
}
