import { type JSX, useState } from "react";
import { type CommonProps, Root } from "../theme/root.js";
import { imageStyles } from "../theme/styles-image.js";
import { defaultBindings, type ShortcutAction, type ShortcutBindings, useBindings } from "./shortcuts.js";

const words: Readonly<Record<ShortcutAction, string>> = {
	export: "Open the export menu",
	table: "Show or hide the table",
	"full-screen": "Full screen",
	"layer-up": "Layer up",
	"layer-down": "Layer down",
	"head-back": "Head back",
	"head-forward": "Head forward",
	"head-average": "Mean of the heads",
	play: "Play through tokens, or pause",
	release: "Release what is picked",
	help: "Show these keys",
};

const fixed: readonly (readonly [keys: string, action: string])[] = [
	["← ↑ → ↓", "In a grid: move the active cell"],
	["Space", "In a grid: pick the active cell, or leave it"],
	["Enter", "In a grid: pick the active cell alone"],
	["← →", "In a list of words: move"],
	["Shift", "With a click or an arrow: extend"],
];

/** A key in words. */
function keyName(key: string): string {
	const named: Readonly<Record<string, string>> = {
		" ": "Space",
		Escape: "Esc",
		ArrowUp: "↑",
		ArrowDown: "↓",
		ArrowLeft: "←",
		ArrowRight: "→",
	};
	return named[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

export interface ShortcutSheetProps extends CommonProps {
	/** Asked with the bindings as they should be now; give them to `ShortcutProvider`. Without it nothing can be changed. */
	readonly onChange?: (bindings: ShortcutBindings) => void;
	/** Default "Keys". */
	readonly title?: string;
}

/** The keys in force, each to be bound anew. Keys act only inside the focused view, never while typing. */
export function ShortcutSheet(props: ShortcutSheetProps): JSX.Element {
	const { onChange, title = "Keys" } = props;
	const bindings = useBindings();
	const [waiting, setWaiting] = useState<ShortcutAction>();
	const [message, setMessage] = useState("");
	const bind = (action: ShortcutAction, key: string): void => {
		const other = (Object.keys(bindings) as ShortcutAction[]).find((one) => bindings[one] === key && one !== action);
		setWaiting(undefined);
		if (other) {
			setMessage(`${keyName(key)} is already “${words[other]}”.`);
			return;
		}
		setMessage(`${words[action]}: ${keyName(key)}.`);
		onChange?.({ ...bindings, [action]: key });
	};
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={imageStyles}>
			<section className="lvlm-view" aria-label={title}>
				<div className="lvlm-view-head">
					<h2 className="lvlm-view-title">{title}</h2>
					{onChange && (
						<button
							type="button"
							className="lvlm-button"
							onClick={() => {
								setMessage("All keys are as at first.");
								onChange(defaultBindings);
							}}
						>
							As at first
						</button>
					)}
				</div>
				<table className="lvlm-keys">
					<tbody>
						{(Object.keys(words) as ShortcutAction[]).map((action) => (
							<tr key={action}>
								<th scope="row">{words[action]}</th>
								<td>
									<kbd className="lvlm-key">{keyName(bindings[action])}</kbd>
								</td>
								{onChange && (
									<td>
										<button
											type="button"
											className="lvlm-button"
											aria-label={`Change the key of “${words[action]}”`}
											onClick={() => setWaiting(action)}
											onBlur={() => setWaiting(undefined)}
											onKeyDown={(event) => {
												if (waiting !== action || event.key === "Tab") return;
												if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
												event.preventDefault();
												event.stopPropagation();
												if (event.ctrlKey || event.metaKey || event.altKey) return;
												bind(action, event.key.length === 1 ? event.key.toLowerCase() : event.key);
											}}
										>
											{waiting === action ? "Press a key" : "Change"}
										</button>
									</td>
								)}
							</tr>
						))}
						{fixed.map(([keys, action]) => (
							<tr key={action}>
								<th scope="row">{action}</th>
								<td colSpan={onChange ? 2 : 1}>
									<kbd className="lvlm-key">{keys}</kbd>
								</td>
							</tr>
						))}
					</tbody>
				</table>
				<p className="lvlm-caption" role="status">
					{message}
				</p>
			</section>
		</Root>
	);
}
