import { type JSX, useId, useMemo } from "react";
import { type CommonProps, Root } from "../theme/root.js";
import { causalStyles } from "../theme/styles-causal.js";
import { LogSlider } from "./log-slider.js";
import { nodeCount, type PreviewRows } from "./node-preview.js";

/** What a reader should expect before looking. Source: docs/faithfulness.md, from which a test reads the figure again. */
export const causalEvidence =
	"On the embedded model answers hardly depend on the places that these graphs rank first: the area between deletion and insertion is 0.01 nats, as of a random order (docs/faithfulness.md).";

/** Options of `causal()` that a reader sets, under the names that they have there. */
export interface CausalSettings {
	/** The answer token that is explained. */
	readonly token: number;
	/** -1: the last. */
	readonly layer: number;
	readonly heads: "all" | readonly number[];
	readonly threshold: number;
	readonly alpha: number;
	readonly radius: number;
	/** Degrees of freedom: how many samples correlations are taken to come from. */
	readonly sampleCount: number;
}

export interface CausalControlsProps extends CommonProps {
	readonly value: CausalSettings;
	readonly onChange: (value: CausalSettings) => void;
	/** Words or tokens of the answer that can be explained. */
	readonly tokens?: readonly { readonly index: number; readonly text: string }[];
	readonly layers: number;
	readonly heads: number;
	/** For the number of nodes that the threshold gives; rows of the layer that is set. `previewRows` makes them. */
	readonly rows?: PreviewRows;
	readonly isRunning?: boolean;
	/** In [0, 1], and what is being done. */
	readonly progress?: { readonly share?: number; readonly message: string };
	readonly onRun?: () => void;
	readonly onStop?: () => void;
}

const text = (number: number, one: string): string => `${number} ${number === 1 ? one : `${one}s`}`;

/** What the threshold comes to: "5 to 13 nodes a head: 1,326 pairs to test". */
function previewText(rows: PreviewRows, { heads, threshold }: CausalSettings): string {
	const chosen = heads === "all" ? Array.from({ length: rows.heads }, (_, head) => head) : heads;
	if (chosen.length === 0) return "No head is chosen.";
	const counts = chosen.map((head) => nodeCount(rows, head, threshold));
	const [least, most] = [Math.min(...counts), Math.max(...counts)];
	const pairs = counts.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
	const range = least === most ? text(most, "node") : `${least} to ${text(most, "node")}`;
	return `${range} a head at this threshold; ${text(pairs, "pair")} to test in ${text(chosen.length, "head")}.`;
}

/** Everything that a causal graph is made with: token, layer, heads, threshold, alpha, radius, degrees of freedom; and how many nodes that gives. */
export function CausalControls(props: CausalControlsProps): JSX.Element {
	const { value, onChange, tokens, layers, heads, rows, isRunning = false, progress, onRun, onStop } = props;
	const id = useId();
	const set = (part: Partial<CausalSettings>): void => onChange({ ...value, ...part });
	const all = Array.from({ length: heads }, (_, head) => head);
	const chosen = value.heads === "all" ? all : value.heads;
	const preview = useMemo(() => (rows ? previewText(rows, value) : undefined), [rows, value]);
	const layer = value.layer < 0 ? layers + value.layer : value.layer;
	const toggle = (head: number): void => {
		if (value.heads === "all") {
			set({ heads: [head] });
			return;
		}
		const next = chosen.includes(head) ? chosen.filter((one) => one !== head) : [...chosen, head].sort((a, b) => a - b);
		set({ heads: next.length === heads ? "all" : next });
	};
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={causalStyles}>
			<form
				className="lvlm-cause-controls"
				aria-label="Causal graph"
				onSubmit={(event) => {
					event.preventDefault();
					if (!isRunning && chosen.length > 0) onRun?.();
				}}
			>
				<div className="lvlm-view-bar">
					{tokens && (
						<label className="lvlm-field">
							Explained
							<select
								className="lvlm-select"
								value={value.token}
								disabled={isRunning}
								onChange={(event) => set({ token: Number(event.target.value) })}
							>
								{tokens.map((one) => (
									<option key={one.index} value={one.index}>
										{one.index}: {one.text.trim() || "␣"}
									</option>
								))}
							</select>
						</label>
					)}
					<label className="lvlm-field">
						Layer
						<select
							className="lvlm-select"
							value={layer}
							disabled={isRunning}
							onChange={(event) => set({ layer: Number(event.target.value) })}
						>
							{Array.from({ length: layers }, (_, one) => (
								// biome-ignore lint/suspicious/noArrayIndexKey: layers are their numbers.
								<option key={one} value={one}>
									{one}
									{one === layers - 1 ? " (last)" : ""}
								</option>
							))}
						</select>
					</label>
				</div>
				<fieldset className="lvlm-cause-picks" aria-label="Heads" disabled={isRunning}>
					<span aria-hidden="true">Heads</span>
					<button
						type="button"
						className="lvlm-button"
						aria-pressed={value.heads === "all"}
						onClick={() => set({ heads: value.heads === "all" ? [0] : "all" })}
					>
						All
					</button>
					{all.map((head) => (
						<button
							key={head}
							type="button"
							className="lvlm-button lvlm-number"
							aria-label={`Head ${head}`}
							aria-pressed={value.heads !== "all" && chosen.includes(head)}
							onClick={() => toggle(head)}
						>
							{head}
						</button>
					))}
				</fieldset>
				<div className="lvlm-cause-settings">
					<LogSlider
						label="Attention threshold"
						value={value.threshold}
						min={0.0001}
						max={0.9999}
						hint="how much the row must look at a position for it to become a node"
						disabled={isRunning}
						onChange={(threshold) => set({ threshold })}
					/>
					<LogSlider
						label="Alpha"
						value={value.alpha}
						min={1e-7}
						max={0.5}
						hint="larger keeps more edges: a pair is independent where p is above it"
						disabled={isRunning}
						onChange={(alpha) => set({ alpha })}
					/>
					<LogSlider
						label="Degrees of freedom"
						value={value.sampleCount}
						min={32}
						max={1024}
						isWhole
						hint="samples that correlations are taken to come from"
						disabled={isRunning}
						onChange={(sampleCount) => set({ sampleCount })}
					/>
					<div className="lvlm-cause-setting">
						<label htmlFor={`${id}-radius`}>Search radius</label>
						<input
							id={`${id}-radius`}
							className="lvlm-range"
							type="range"
							min={1}
							max={5}
							value={value.radius}
							disabled={isRunning}
							aria-valuetext={text(value.radius, "edge")}
							aria-describedby={`${id}-radius-hint`}
							onChange={(event) => set({ radius: Number(event.target.value) })}
						/>
						<span className="lvlm-number lvlm-cause-shown">{text(value.radius, "edge")}</span>
						<span id={`${id}-radius-hint`} className="lvlm-cause-hint">
							longest path from the explained row to a node of its explanation
						</span>
					</div>
				</div>
				<div className="lvlm-view-bar">
					{onRun && !isRunning && (
						<button type="submit" className="lvlm-button lvlm-cause-run" disabled={chosen.length === 0}>
							Learn graphs
						</button>
					)}
					{isRunning && (
						<button type="button" className="lvlm-button lvlm-cause-run" onClick={onStop}>
							Stop
						</button>
					)}
					{isRunning && progress && (
						<span className="lvlm-field" role="status">
							<progress className="lvlm-progress" aria-label={progress.message} max={1} value={progress.share} />
							{progress.message}
						</span>
					)}
					{preview && !isRunning && (
						<p className="lvlm-caption" role="status">
							{preview}
						</p>
					)}
				</div>
				<p className="lvlm-cause-hint">{causalEvidence}</p>
			</form>
		</Root>
	);
}
