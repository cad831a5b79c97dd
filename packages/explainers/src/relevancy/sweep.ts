import type { GraphBuilder, Value } from "@lvlm-interpret/graph";

/**
 * C = mean over heads of relu(A ⊙ ∂z/∂A): what each position takes from each other one in this layer, as far as it speaks for z.
 * [1, S, S] from [1, H, S, S]; with a gradient for each of n seeds [n, 1, S, S].
 *
 * Source: Chefer, Gur & Wolf 2021, arXiv:2103.15679, equation 5 ("rule 5" of LVLM-Interpret).
 */
export function cam(builder: GraphBuilder, attention: Value, gradient: Value): Value {
	const positive = builder.op("Relu", [builder.op("Mul", [attention, gradient])]);
	const heads = builder.constant("int64", [-3], undefined, "heads");
	return builder.op("ReduceMean", [positive, heads], { keepdims: 0 }, { name: "cam" });
}

/** A layer's C, or those rows of it that are not 0. */
export interface Cam {
	/** [1, S, S] or [n, 1, S, S]; with `rows` [1, R, S] or [n, 1, R, S]. */
	readonly matrix: Value;
	/** Which rows they are, int32 [R]; undefined for all. */
	readonly rows?: Value | undefined;
}

/** r·C. */
function through(builder: GraphBuilder, r: Value, { matrix, rows }: Cam): Value {
	// Only these entries of r meet a row that is not 0.
	const met = rows ? builder.op("Gather", [r, rows], { axis: -1 }) : r;
	return builder.op("MatMul", [met, matrix]);
}

/**
 * What relevance gains on its way down: r <- r + r·C from the top layer to the lowest, less where it started. With r = e_q at the
 * start that is row q of R - I, R = (I + C[L-1]) ··· (I + C[0]) the relevancy matrix of the source, without any product of
 * matrices. The start is never added in: beside its 1 small gains would lose their digits.
 *
 * @param start  Rows [1, T, S], or one a seed [n, 1, 1, S].
 * @param cams  Lowest layer first.
 * Source: as above, equation 6 ("rule 6").
 */
export function gained(builder: GraphBuilder, start: Value, cams: readonly Cam[]): Value {
	const [top, ...lower] = [...cams].reverse() as [Cam, ...Cam[]];
	return lower.reduce(
		(gain, c) => builder.op("Add", [gain, through(builder, builder.op("Add", [start, gain]), c)]),
		through(builder, start, top),
	);
}

/** Σ start·C: what the first hop of each layer alone gains. */
export function gainedAtOnce(builder: GraphBuilder, start: Value, cams: readonly Cam[]): Value {
	return cams.map((c) => through(builder, start, c)).reduceRight((sum, one) => builder.op("Add", [sum, one]));
}
