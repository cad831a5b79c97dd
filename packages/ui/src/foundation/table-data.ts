/** The table twin of a view: the same numbers, in original units. */
export interface TableData {
	readonly columns: readonly { readonly label: string; readonly isNumeric?: boolean }[];
	readonly rows: readonly (readonly (string | number)[])[];
}
