import { type Backend, type Session, type Tensor, tensor } from "@lvlm-interpret/core";

/** Attention rows that a causal explanation asked for, as plain data. */
export interface TapedRows {
	readonly shape: readonly number[];
	readonly data: readonly number[];
}

/** A backend whose attention rows are noted, or are those of a tape. */
export interface TapedBackend {
	readonly backend: Backend;
	/** What was given so far. */
	readonly tape: TapedRows[];
	/** From now on, rows come from `tape`, in its order. */
	play(tape: readonly TapedRows[]): void;
}

/** Sessions of causal explanations give the attention rows of `queries` alone; all others are left as they are. */
export function tapeRows(backend: Backend): TapedBackend {
	const tape: TapedRows[] = [];
	let waiting: TapedRows[] | undefined;
	const taped = (session: Session): Session => ({
		...session,
		async run(feeds, options) {
			const next = waiting?.shift();
			if (next) return { attention: tensor("float32", next.shape, Float32Array.from(next.data)) };
			const results = await session.run(feeds, options);
			const { shape, data } = results.attention as Tensor<"float32">;
			tape.push({ shape, data: [...data] });
			return results;
		},
	});
	return {
		tape,
		play(given) {
			waiting = [...given];
		},
		backend: {
			...backend,
			async createSession(model, options) {
				const session = await backend.createSession(model, options);
				const givesRows = session.outputs.map(({ name }) => name).join() === "attention";
				return givesRows && session.inputs.some(({ name }) => name === "queries") ? taped(session) : session;
			},
		},
	};
}
