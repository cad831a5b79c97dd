import { type JSX, useId } from "react";
import { useShortcuts } from "../foundation/shortcuts.js";
import type { SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionStore } from "../selection/use-selection.js";
import { type CommonProps, Root } from "../theme/root.js";
import { allHeads, headShortcuts } from "./head-shortcuts.js";
import { headWords } from "./selected-heads.js";

export interface LayerHeadPickerProps extends CommonProps {
	readonly layers: number;
	readonly heads: number;
	/** Layers that have attention, ascending; others cannot be picked. Default: all. */
	readonly available?: readonly number[];
	readonly store?: SelectionStore;
}

interface SliderProps {
	readonly name: string;
	/** What can be picked, ascending. */
	readonly choices: readonly number[];
	readonly value: number | undefined;
	readonly onChange: (value: number | undefined) => void;
}

function Slider({ name, choices, value, onChange }: SliderProps): JSX.Element {
	const id = useId();
	const at = value === undefined ? -1 : choices.indexOf(value);
	const choiceAt = (by: number): number | undefined => choices[Math.max(0, Math.min(choices.length - 1, at + by))];
	// Says what comes: a new name on the focused button is how a screen reader learns that something happened.
	const nameOf = (word: string, by: number): string => `${word} ${name.toLowerCase()}: ${choiceAt(by) ?? "none"}`;
	const step = (by: number): void => onChange(choiceAt(by));
	return (
		<span className="lvlm-field">
			<label htmlFor={id}>{name}</label>
			<button
				type="button"
				className="lvlm-button"
				aria-label={nameOf("Previous", -1)}
				disabled={at <= 0}
				onClick={() => step(-1)}
			>
				<span aria-hidden="true">−</span>
			</button>
			<input
				id={id}
				className="lvlm-range"
				type="range"
				min={0}
				max={Math.max(0, choices.length - 1)}
				value={Math.max(0, at)}
				aria-valuetext={value === undefined ? "mean over all" : String(value)}
				onChange={(event) => onChange(choices[Number(event.target.value)])}
			/>
			<button
				type="button"
				className="lvlm-button"
				aria-label={nameOf("Next", 1)}
				disabled={at === choices.length - 1}
				onClick={() => step(1)}
			>
				<span aria-hidden="true">+</span>
			</button>
			<span className="lvlm-number lvlm-picker-value" aria-hidden="true">
				{value === undefined ? "mean" : value}
			</span>
			<button
				type="button"
				className="lvlm-button"
				aria-pressed={value === undefined}
				onClick={() => onChange(value === undefined ? choices[0] : undefined)}
			>
				Mean over all
			</button>
		</span>
	);
}

/** Layer and head by sliders and steps, each of them or the mean over all. Both count from 0, and only what exists can be picked. */
export function LayerHeadPicker(props: LayerHeadPickerProps): JSX.Element {
	const { layers, heads } = props;
	const store = useSelectionStore(props.store);
	const locked = useSelection((whole) => whole, store);
	const all = allHeads(props);
	const choices = { ...all, layers: props.available ?? all.layers };
	const onKeyDown = useShortcuts(headShortcuts(store, choices));
	return (
		<Root className={props.className} style={props.style} id={props.id}>
			<fieldset className="lvlm-view-bar lvlm-picker" aria-label="Layer and head" onKeyDown={onKeyDown}>
				<Slider
					name="Layer"
					choices={choices.layers}
					value={locked.layer}
					onChange={(layer) => store.lock({ layer })}
				/>
				<Slider name="Head" choices={choices.heads} value={locked.head} onChange={(head) => store.lock({ head })} />
				<span className="lvlm-muted">{headWords(locked, { layers, heads })}</span>
			</fieldset>
		</Root>
	);
}
