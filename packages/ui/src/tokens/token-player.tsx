import { type JSX, useEffect, useState } from "react";
import { Icon } from "../foundation/icon.js";
import { useShortcuts } from "../foundation/shortcuts.js";
import type { SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionStore } from "../selection/use-selection.js";
import { type CommonProps, Root } from "../theme/root.js";
import type { StripToken } from "./token-units.js";

const speeds = [0.5, 1, 2, 4];

export interface TokenPlayerProps extends CommonProps {
	/** What is stepped through, in order. */
	readonly tokens: readonly StripToken[];
	/** Tokens a second. Default 1. */
	readonly speed?: number;
	/** Default false; never with reduced motion. */
	readonly autoPlay?: boolean;
	readonly store?: SelectionStore;
}

function prefersStillness(): boolean {
	return typeof matchMedia === "function" && matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Steps or plays through tokens: each is picked in turn, and all views follow. */
export function TokenPlayer(props: TokenPlayerProps): JSX.Element {
	const { tokens, autoPlay = false } = props;
	const store = useSelectionStore(props.store);
	const picked = useSelection((locked) => locked.tokens, store);
	const [speed, setSpeed] = useState(props.speed ?? 1);
	const [isPlaying, setPlaying] = useState(false);
	const at = tokens.findIndex((token) => token.position === picked[0]);
	const go = (index: number): void => {
		const token = tokens[index];
		if (token) store.lock({ tokens: [token.position] });
	};
	useEffect(() => {
		if (autoPlay && !prefersStillness()) setPlaying(true);
	}, [autoPlay]);
	useEffect(() => {
		if (!isPlaying) return;
		const timer = setInterval(() => {
			const current = store.getState().locked.tokens[0];
			const next = tokens.findIndex((token) => token.position === current) + 1;
			const token = tokens[next];
			if (token) store.lock({ tokens: [token.position] });
			if (next >= tokens.length - 1) setPlaying(false);
		}, 1000 / speed);
		return () => clearInterval(timer);
	}, [isPlaying, speed, tokens, store]);
	const toggle = (): void => {
		if (!isPlaying && at === tokens.length - 1) go(0);
		setPlaying(!isPlaying);
	};
	const onKeyDown = useShortcuts({ play: toggle });
	const token = tokens[at];
	return (
		<Root className={props.className} style={props.style} id={props.id}>
			{/* biome-ignore lint/a11y/useSemanticElements: a fieldset takes no keys of its own. */}
			<div role="group" aria-label="Play through tokens" className="lvlm-view-bar" onKeyDown={onKeyDown}>
				<span className="lvlm-view-tools">
					<button
						type="button"
						className="lvlm-button lvlm-icon"
						aria-label="Previous token"
						disabled={at <= 0}
						onClick={() => go(at - 1)}
					>
						<Icon name="previous" />
					</button>
					<button
						type="button"
						className="lvlm-button lvlm-icon"
						aria-label={isPlaying ? "Pause" : "Play"}
						disabled={tokens.length === 0}
						onClick={toggle}
					>
						<Icon name={isPlaying ? "pause" : "play"} />
					</button>
					<button
						type="button"
						className="lvlm-button lvlm-icon"
						aria-label="Next token"
						disabled={at >= tokens.length - 1}
						onClick={() => go(at + 1)}
					>
						<Icon name="next" />
					</button>
				</span>
				<span className="lvlm-number">
					{token ? `Token ${at + 1} of ${tokens.length}: ${token.text.trim() || "␣"}` : `${tokens.length} tokens`}
				</span>
				<label className="lvlm-field">
					Speed
					<select className="lvlm-select" value={speed} onChange={(event) => setSpeed(Number(event.target.value))}>
						{[...new Set([...speeds, speed])]
							.sort((a, b) => a - b)
							.map((one) => (
								<option key={one} value={one}>
									{one} a second
								</option>
							))}
					</select>
				</label>
			</div>
		</Root>
	);
}
