import type { RowDType, RowRequest, RowSource, Rows } from "./row-source.js";

/**
 * Asks a source so that the newest request wins: each request aborts the one before it, which rejects with the platform's
 * `AbortError`. One for each view, not one for all. The request's own `signal` still counts.
 */
export function newestRows(
	source: RowSource,
): <D extends RowDType = "float32">(request?: RowRequest<D>) => Promise<Rows<D>> {
	let last: AbortController | undefined;
	return async <D extends RowDType = "float32">(request: RowRequest<D> = {}): Promise<Rows<D>> => {
		last?.abort();
		const current = new AbortController();
		last = current;
		const signal = request.signal ? AbortSignal.any([request.signal, current.signal]) : current.signal;
		const rows = await source.rows({ ...request, signal });
		// A source that looks at the signal too late must not let an old answer through.
		signal.throwIfAborted();
		return rows;
	};
}
