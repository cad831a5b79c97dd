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

/**
 * r <- r + r·C, from the top layer down. With r = e_q that is row q of R = (I + C[L-1]) ··· (I + C[0]), the relevancy matrix of
 * the source, without any product of matrices.
 *
 * @param start  Rows [1, T, S], or one a seed [n, 1, 1, S].
 * @param cams  Lowest layer first.
 * Source: as above, equation 6 ("rule 6").
 */
export function sweep(builder: GraphBuilder, start: Value, cams: readonly Value[]): Value {
	return cams.reduceRight((r, c) => builder.op("Add", [r, builder.op("MatMul", [r, c])]), start);
}

/** r + Σ r·C: the first hop of each layer alone. */
export function firstHops(builder: GraphBuilder, start: Value, cams: readonly Value[]): Value {
	return cams.reduceRight((r, c) => builder.op("Add", [r, builder.op("MatMul", [start, c])]), start);
}
