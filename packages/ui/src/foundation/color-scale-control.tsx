import { type ColorMapName, colorMapNames, type ScaleOptions } from "@lvlm-interpret/core/paint";
import { type JSX, useId } from "react";
import { Root } from "../theme/root.js";

const clips = [
	{ value: "0", label: "lowest to highest" },
	{ value: "0.01", label: "without the outer 1 %" },
	{ value: "0.05", label: "without the outer 5 %" },
] as const;

export interface ColorScaleControlProps {
	readonly value: ScaleOptions;
	readonly onChange: (value: ScaleOptions) => void;
}

function clipOf({ domain }: ScaleOptions): string {
	return typeof domain === "object" && "quantiles" in domain ? String(domain.quantiles[0]) : "0";
}

/** Colour map, ends and spread of a scale. A signed scale has one map; fixed ends stay until others are chosen. */
export function ColorScaleControl({ value, onChange }: ColorScaleControlProps): JSX.Element {
	const id = useId();
	const { signed = false, gamma = 1 } = value;
	const maps = colorMapNames.filter((name) => (name === "purple-orange") === signed);
	const isFixed = Array.isArray(value.domain);
	return (
		<Root>
			<div className="lvlm-view-bar">
				<label className="lvlm-field">
					Colours
					<select
						className="lvlm-select"
						value={value.map ?? maps[0]}
						onChange={(event) => onChange({ ...value, map: event.target.value as ColorMapName })}
					>
						{maps.map((name) => (
							<option key={name}>{name}</option>
						))}
					</select>
				</label>
				<label className="lvlm-field">
					Range
					<select
						className="lvlm-select"
						value={isFixed ? "fixed" : clipOf(value)}
						onChange={(event) => {
							const cut = Number(event.target.value);
							onChange({ ...value, domain: cut === 0 ? "min-max" : { quantiles: [cut, 1 - cut] } });
						}}
					>
						{isFixed && (
							<option value="fixed" disabled>
								fixed
							</option>
						)}
						{clips.map((clip) => (
							<option key={clip.value} value={clip.value}>
								{clip.label}
							</option>
						))}
					</select>
				</label>
				<span className="lvlm-field">
					<label htmlFor={id}>Gamma</label>
					<input
						id={id}
						className="lvlm-range"
						type="range"
						min={0.2}
						max={2}
						step={0.1}
						value={gamma}
						onChange={(event) => onChange({ ...value, gamma: Number(event.target.value) })}
					/>
					<span className="lvlm-number" aria-hidden="true">
						{gamma.toFixed(1)}
					</span>
				</span>
			</div>
		</Root>
	);
}
