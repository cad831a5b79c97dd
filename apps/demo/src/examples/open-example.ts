import type { RunExtra } from "../runs/run.js";
import type { Example } from "./examples.js";

/** The id that an example's run has in every work. */
export const exampleRunId = (id: string): string => `example-${id}`;

/** What is known of an example's run beside its session. */
export function exampleExtra({ id, alt, expected }: Example): RunExtra {
	return { id: exampleRunId(id), origin: { kind: "example", id }, alt, expected };
}
