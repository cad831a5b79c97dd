import type { JSX } from "react";

export interface SegmentedProps<T extends string> {
	readonly label: string;
	readonly options: readonly { readonly value: T; readonly label: string }[];
	readonly value: T;
	readonly onChange: (value: T) => void;
}

/** A few choices side by side, one of them pressed. */
export function Segmented<T extends string>({ label, options, value, onChange }: SegmentedProps<T>): JSX.Element {
	return (
		<fieldset className="lvlm-segmented" aria-label={label}>
			{options.map((option) => (
				<button
					key={option.value}
					type="button"
					className="lvlm-button"
					aria-pressed={option.value === value}
					onClick={() => onChange(option.value)}
				>
					{option.label}
				</button>
			))}
		</fieldset>
	);
}
