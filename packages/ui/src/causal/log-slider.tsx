import { type JSX, useId, useState } from "react";

export interface LogSliderProps {
	readonly label: string;
	readonly value: number;
	/** Above 0. */
	readonly min: number;
	readonly max: number;
	/** Whether only whole numbers can be set. */
	readonly isWhole?: boolean;
	/** What the number does, in a few words; read with the slider. */
	readonly hint: string;
	readonly disabled?: boolean;
	readonly onChange: (value: number) => void;
}

const steps = 100;

/** Two digits are enough for a setting that spans decades. */
function rounded(value: number, isWhole: boolean): number {
	if (isWhole) return Math.round(value);
	const digit = 10 ** (Math.floor(Math.log10(value)) - 1);
	return Number((Math.round(value / digit) * digit).toPrecision(2));
}

/** "0.005", "1e-5": as it is written in code. */
export function settingText(value: number): string {
	if (value === 0 || (value >= 0.001 && value < 1e6)) return String(value);
	return value.toExponential();
}

/** A slider whose steps are equal factors, and a box for the exact number. */
export function LogSlider(props: LogSliderProps): JSX.Element {
	const { label, value, min, max, isWhole = false, hint, disabled, onChange } = props;
	const id = useId();
	// What is being typed need not be a number yet.
	const [draft, setDraft] = useState<string>();
	const extent = Math.log(max / min);
	const at = Math.round((steps * Math.log(Math.min(max, Math.max(min, value)) / min)) / extent);
	return (
		<div className="lvlm-cause-setting">
			<label htmlFor={id}>{label}</label>
			<input
				id={id}
				className="lvlm-range"
				type="range"
				min={0}
				max={steps}
				value={at}
				disabled={disabled}
				aria-valuetext={settingText(value)}
				aria-describedby={`${id}-hint`}
				onChange={(event) => {
					const next = min * Math.exp((extent * Number(event.target.value)) / steps);
					onChange(Math.min(max, Math.max(min, rounded(next, isWhole))));
				}}
			/>
			<input
				className="lvlm-cause-number lvlm-number"
				type="number"
				aria-label={`${label}, exactly`}
				min={min}
				max={max}
				step="any"
				value={draft ?? String(value)}
				disabled={disabled}
				onBlur={() => setDraft(undefined)}
				onChange={(event) => {
					setDraft(event.target.value);
					const next = event.target.valueAsNumber;
					if (next >= min && next <= max) onChange(isWhole ? Math.round(next) : next);
				}}
			/>
			<span id={`${id}-hint`} className="lvlm-cause-hint">
				{hint}
			</span>
		</div>
	);
}
