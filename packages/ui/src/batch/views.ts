import type { JSX } from "react";
import { lazyView } from "../foundation/lazy-view.js";
import type { BatchTableProps } from "./batch-table.js";

/** Many runs to sort, filter and open. */
export const BatchTable: (props: BatchTableProps) => JSX.Element = lazyView(
	"Runs",
	async () => (await import("./batch-table.js")).BatchTable,
);
