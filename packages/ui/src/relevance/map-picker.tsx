import type { Result } from "@lvlm-interpret/core";
import type { JSX } from "react";
import { unbroken } from "../foundation/unbroken.js";
import { type CommonProps, Root } from "../theme/root.js";
import { relevanceStyles } from "../theme/styles-relevance.js";
import { Cautions } from "./cautions.js";
import { isSameMap, type MapSettings, settingsOf } from "./map-settings.js";
import { evidenceWords, mapMeanings, modeMeanings, seedNames } from "./map-words.js";

const settings = ["map", "mode", "seed"] as const;
const labels = { map: "Map", mode: "Mode", seed: "Explained number" } as const;

export interface RelevanceMapPickerProps extends CommonProps {
	readonly results: readonly Result[];
	/** Index of the shown one. */
	readonly value: number;
	readonly onChange: (index: number) => void;
	/** What could be computed besides; asked by `onRequest` when it is chosen. */
	readonly offered?: readonly MapSettings[];
	readonly onRequest?: (settings: MapSettings) => void;
}

/** Which relevancy map is shown: its way, its gradients, the number that is explained; what to know of it in words. */
export function RelevanceMapPicker(props: RelevanceMapPickerProps): JSX.Element {
	const { results, value, onChange, offered = [], onRequest } = props;
	const there = results.map(settingsOf);
	const all = [...there, ...(onRequest ? offered : [])];
	const shown = there[value] ?? { map: "", mode: "", seed: "" };
	const result = results[value];
	const choose = (name: keyof MapSettings, choice: string): void => {
		const wanted = { ...shown, [name]: choice };
		// What goes with the choice and is nearest to what is shown; results before what has to be computed.
		const fitting = all.filter((one) => one[name] === choice);
		const likeness = (one: MapSettings): number => settings.filter((each) => one[each] === wanted[each]).length;
		const best = fitting.reduce((a, b) => (likeness(b) > likeness(a) ? b : a), fitting[0] as MapSettings);
		const index = there.findIndex((one) => isSameMap(one, best));
		if (index >= 0) onChange(index);
		else onRequest?.(best);
	};
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={relevanceStyles}>
			<div className="lvlm-map-picker">
				<div className="lvlm-view-bar">
					{settings.map((name) => {
						const choices = [...new Set(all.map((one) => one[name]))].filter(Boolean);
						if (choices.length === 0) return null;
						return (
							<label key={name} className="lvlm-field">
								{labels[name]}
								<select
									className="lvlm-select"
									value={shown[name]}
									onChange={(event) => choose(name, event.target.value)}
								>
									{choices.map((choice) => (
										<option key={choice} value={choice}>
											{name === "seed" ? (seedNames[choice] ?? choice) : choice}
											{there.some((one) => one[name] === choice) ? "" : " (compute)"}
										</option>
									))}
								</select>
							</label>
						);
					})}
				</div>
				<p className="lvlm-caption">
					{unbroken(
						[mapMeanings[shown.map], shown.map === "vit" ? "" : modeMeanings[shown.mode], evidenceWords(shown)]
							.filter(Boolean)
							.join(" "),
					)}
				</p>
				{result && <Cautions result={result} />}
			</div>
		</Root>
	);
}
