import { type JSX, useId, useRef, useState } from "react";
import { Glyph } from "../controls/glyph.js";
import { NumberField } from "../controls/number-field.js";
import { type CommonProps, Root } from "../theme/root.js";
import { inputStyles } from "../theme/styles-input.js";
import {
	defaultSampling,
	readStop,
	type SamplingCapability,
	type SamplingValue,
	samplingCapabilities,
	samplingSummary,
	showStop,
} from "./sampling-value.js";

export interface SamplingPanelProps extends CommonProps {
	readonly value: SamplingValue;
	readonly onChange: (value: SamplingValue) => void;
	/** What the engine takes; the rest is not shown. Default: what our own engine takes. */
	readonly capabilities?: readonly SamplingCapability[];
	/** What “Reset” goes back to. Default `defaultSampling`. */
	readonly defaults?: SamplingValue;
	/** The longest answer that can be asked for. Default 512. */
	readonly mostTokens?: number;
	readonly isDisabled?: boolean;
	/** Default "Sampling". */
	readonly title?: string;
}

/** A mild one, for those who turn greedy off. */
const firstTemperature = 0.7;

/** How tokens are chosen: greedy or drawn, from how many, by which seed, and when the answer ends. */
export function SamplingPanel(props: SamplingPanelProps): JSX.Element {
	const { value, onChange, capabilities = samplingCapabilities, defaults = defaultSampling } = props;
	const { mostTokens = 512, isDisabled = false, title = "Sampling" } = props;
	const id = useId();
	const temperature = useRef(value.temperature || firstTemperature);
	if (value.temperature > 0) temperature.current = value.temperature;
	const has = (name: SamplingCapability): boolean => capabilities.includes(name);
	const isGreedy = value.temperature === 0;
	const isDrawn = has("temperature") && !isGreedy;
	const set = (part: Partial<SamplingValue>): void => onChange({ ...value, ...part });
	const isDefault = capabilities.every((name) => String(value[name]) === String(defaults[name]));
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={inputStyles}>
			<fieldset className="lvlm-control" aria-labelledby={`${id}-title`} aria-describedby={`${id}-summary`}>
				<div className="lvlm-control-title">
					<span id={`${id}-title`}>{title}</span>
					<button
						type="button"
						className="lvlm-button"
						disabled={isDisabled || isDefault}
						onClick={() => onChange(defaults)}
					>
						Reset
					</button>
				</div>
				<p id={`${id}-summary`} className="lvlm-hint">
					{samplingSummary(value, capabilities)}.
				</p>
				{has("temperature") && (
					<label className="lvlm-switch">
						<input
							type="checkbox"
							role="switch"
							checked={isGreedy}
							aria-checked={isGreedy}
							disabled={isDisabled}
							onChange={(event) => set({ temperature: event.target.checked ? 0 : temperature.current })}
						/>
						<span>Greedy: always the most likely token</span>
					</label>
				)}
				<div className="lvlm-number-fields">
					{isDrawn && (
						<NumberField
							label="Temperature"
							value={value.temperature}
							min={0.01}
							max={10}
							step={0.05}
							slider={{ min: 0.05, max: 2 }}
							hint="Lower keeps to likely tokens; 1 is what the model learned."
							isDisabled={isDisabled}
							onChange={(next) => set({ temperature: next })}
						/>
					)}
					{isDrawn && has("topP") && (
						<NumberField
							label="Top-p"
							value={value.topP}
							min={0.01}
							max={1}
							step={0.01}
							slider={{ min: 0.01, max: 1 }}
							hint="Draws from the fewest tokens whose probability reaches p; 1 keeps all."
							isDisabled={isDisabled}
							onChange={(next) => set({ topP: next })}
						/>
					)}
					{isDrawn && has("topK") && (
						<NumberField
							label="Top-k"
							value={value.topK}
							min={0}
							max={100_000}
							step={1}
							isInteger
							slider={{ min: 0, max: 100 }}
							hint="Draws from the k most likely tokens; 0 keeps all."
							isDisabled={isDisabled}
							onChange={(next) => set({ topK: next })}
						/>
					)}
					{isDrawn && has("seed") && (
						<NumberField
							label="Seed"
							value={value.seed}
							min={0}
							max={Number.MAX_SAFE_INTEGER}
							step={1}
							isInteger
							hint="The same seed gives the same answer."
							isDisabled={isDisabled}
							onChange={(next) => set({ seed: next })}
						/>
					)}
					{has("maxTokens") && (
						<NumberField
							label="Most tokens"
							value={value.maxTokens}
							min={1}
							max={mostTokens}
							step={1}
							isInteger
							slider={{ min: 1, max: mostTokens }}
							hint="The answer is cut off there, and says so."
							isDisabled={isDisabled}
							onChange={(next) => set({ maxTokens: next })}
						/>
					)}
				</div>
				{has("stop") && <StopStrings value={value.stop} isDisabled={isDisabled} onChange={(stop) => set({ stop })} />}
			</fieldset>
		</Root>
	);
}

/** Texts that end the answer. */
function StopStrings(props: {
	readonly value: readonly string[];
	readonly isDisabled: boolean;
	readonly onChange: (value: readonly string[]) => void;
}): JSX.Element {
	const { value, isDisabled, onChange } = props;
	const [typed, setTyped] = useState("");
	const id = useId();
	const field = useRef<HTMLInputElement>(null);
	const add = (): void => {
		const text = readStop(typed);
		if (text === "") return;
		if (!value.includes(text)) onChange([...value, text]);
		setTyped("");
	};
	return (
		<div className="lvlm-stops">
			<label htmlFor={id} className="lvlm-number-label">
				Stop strings
			</label>
			{value.length > 0 && (
				<ul className="lvlm-tools" aria-label="Stop strings">
					{value.map((text) => (
						<li key={text} className="lvlm-chip">
							<bdi className="lvlm-code">{showStop(text)}</bdi>
							<button
								type="button"
								className="lvlm-button lvlm-icon"
								aria-label={`Remove ${showStop(text)}`}
								disabled={isDisabled}
								onClick={() => {
									onChange(value.filter((one) => one !== text));
									field.current?.focus();
								}}
							>
								<Glyph name="close" />
							</button>
						</li>
					))}
				</ul>
			)}
			<span className="lvlm-tools">
				<input
					ref={field}
					id={id}
					className="lvlm-text lvlm-code"
					value={typed}
					disabled={isDisabled}
					aria-describedby={`${id}-hint`}
					onChange={(event) => setTyped(event.target.value)}
					onKeyDown={(event) => {
						if (event.key !== "Enter") return;
						event.preventDefault();
						add();
					}}
				/>
				<button type="button" className="lvlm-button lvlm-outlined" disabled={isDisabled || typed === ""} onClick={add}>
					Add
				</button>
			</span>
			<p id={`${id}-hint`} className="lvlm-hint">
				The answer ends before any of them. \n is a line break.
			</p>
		</div>
	);
}
