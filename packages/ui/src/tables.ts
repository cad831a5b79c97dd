/** Entry `tables`: the table twin of the views, which they load on first use. */
export type { DataTableProps } from "./foundation/data-table.js";
export { DataTable } from "./foundation/data-table.js";
export type { TableData } from "./foundation/table-data.js";
