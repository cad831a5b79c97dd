/**
 * Entry `tables`: many runs in one table, and the table twin of the views, which they load on first use.
 *
 * @example
 * ```tsx
 * import { BatchTable } from "@lvlm-interpret/ui/tables";
 *
 * <BatchTable rows={runs} sort={{ column: "imageShare", isDescending: false }} onOpen={({ id }) => open(id)} />;
 * ```
 */
export type { BatchFilter, BatchSort } from "./batch/batch-order.js";
export type { BatchColumnId, BatchRow, BatchStatus } from "./batch/batch-row.js";
export { answersMatch } from "./batch/batch-row.js";
export type { BatchTableProps } from "./batch/batch-table.js";
export { BatchTable } from "./batch/views.js";
export type { DataTableProps } from "./foundation/data-table.js";
export { DataTable } from "./foundation/data-table.js";
export type { TableData } from "./foundation/table-data.js";
