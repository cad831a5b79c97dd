export type { MemoryRowSource, RowData } from "./memory-row-source.js";
export { memoryRowSource } from "./memory-row-source.js";
export { newestRows } from "./newest-rows.js";
export type { RowAxis, RowDType, RowReducer, RowRequest, RowSource, RowSourceShape, Rows } from "./row-source.js";
export { rowAxes } from "./row-source.js";
export type { StoredRows } from "./stored-rows.js";
export { assertStoredRows, storedRowSource, storeRows } from "./stored-rows.js";
