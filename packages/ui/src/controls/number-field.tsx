import { type JSX, useId, useState } from "react";

export interface NumberFieldProps {
	readonly label: string;
	readonly value: number;
	readonly min: number;
	readonly max: number;
	readonly step: number;
	/** Only whole numbers. */
	readonly isInteger?: boolean;
	/** Ends of the slider, where they are narrower than those of the number; without it there is no slider. */
	readonly slider?: { readonly min: number; readonly max: number };
	/** What it does, in a sentence. */
	readonly hint?: string;
	readonly isDisabled?: boolean;
	readonly onChange: (value: number) => void;
}

/** A number to type or slide. What is typed outside the range is said and not taken, never bent into it. */
export function NumberField(props: NumberFieldProps): JSX.Element {
	const { label, value, min, max, step, isInteger = false, slider, hint, isDisabled = false, onChange } = props;
	const id = useId();
	const [typed, setTyped] = useState<string>();
	const number = typed === undefined || typed.trim() === "" ? Number.NaN : Number(typed.replace(",", "."));
	const isRight = number >= min && number <= max && (!isInteger || Number.isInteger(number));
	const range = max > 1e9 ? `from ${min}` : `from ${min} to ${max}`;
	const problem = typed !== undefined && !isRight ? `Give a ${isInteger ? "whole " : ""}number ${range}.` : "";
	return (
		<div className="lvlm-number-field" data-disabled={isDisabled || undefined}>
			<label htmlFor={id} className="lvlm-number-label">
				{label}
			</label>
			{slider && (
				<input
					className="lvlm-range"
					type="range"
					aria-label={`${label}, slider`}
					min={slider.min}
					max={slider.max}
					step={step}
					value={Math.max(slider.min, Math.min(slider.max, value))}
					disabled={isDisabled}
					onChange={(event) => {
						setTyped(undefined);
						onChange(Number(event.target.value));
					}}
				/>
			)}
			<input
				id={id}
				className="lvlm-text lvlm-number"
				type="text"
				inputMode={isInteger ? "numeric" : "decimal"}
				autoComplete="off"
				aria-invalid={problem ? true : undefined}
				aria-describedby={hint || problem ? `${id}-hint` : undefined}
				value={typed ?? String(value)}
				disabled={isDisabled}
				onChange={(event) => {
					const text = event.target.value;
					setTyped(text);
					const next = text.trim() === "" ? Number.NaN : Number(text.replace(",", "."));
					if (next >= min && next <= max && (!isInteger || Number.isInteger(next))) onChange(next);
				}}
				// What was not taken gives way to what is in force.
				onBlur={() => setTyped(undefined)}
				onKeyDown={(event) => {
					const by = event.key === "ArrowUp" ? step : event.key === "ArrowDown" ? -step : 0;
					if (by === 0) return;
					event.preventDefault();
					setTyped(undefined);
					onChange(Math.max(min, Math.min(max, Number((value + by).toFixed(6)))));
				}}
			/>
			{(hint || problem) && (
				<p id={`${id}-hint`} className="lvlm-hint" data-kind={problem ? "error" : undefined} aria-live="polite">
					{problem || hint}
				</p>
			)}
		</div>
	);
}
