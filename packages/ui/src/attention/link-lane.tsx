import { type JSX, type KeyboardEvent, useRef } from "react";
import type { SelectionStore } from "../selection/store.js";
import type { AxisToken } from "./axis-tokens.js";

export interface LinkLaneProps {
	readonly tokens: readonly AxisToken[];
	readonly store: SelectionStore;
	/** Indices into `tokens`. */
	readonly picked: readonly number[];
}

/** The tokens that look, one below the other: hovering or focusing one previews its links, a click or Space picks it. */
export function LinkLane({ tokens, store, picked }: LinkLaneProps): JSX.Element {
	const list = useRef<HTMLDivElement>(null);
	const options = (): HTMLElement[] => Array.from(list.current?.querySelectorAll<HTMLElement>("[role=option]") ?? []);
	const preview = (index: number): void => store.preview({ tokens: [(tokens[index] as AxisToken).selects] });
	const pick = (index: number): void => store.toggle("token", (tokens[index] as AxisToken).selects, false);
	const onKeyDown = (event: KeyboardEvent): void => {
		if (event.altKey || event.ctrlKey || event.metaKey) return;
		const all = options();
		// Of the event: in a shadow root the document knows only its host.
		const at = all.indexOf((event.target as HTMLElement).closest<HTMLElement>("[role=option]") as HTMLElement);
		const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 };
		const next = steps[event.key];
		if (next !== undefined) {
			const target = all[Math.max(0, Math.min(all.length - 1, next))];
			for (const one of all) one.tabIndex = one === target ? 0 : -1;
			target?.focus();
		} else if ((event.key === " " || event.key === "Enter") && at >= 0) pick(at);
		else if (event.key === "Escape" && picked.length > 0) store.release("token");
		else return;
		event.preventDefault();
		event.stopPropagation();
	};
	return (
		<div className="lvlm-lane" data-lane="from">
			<p className="lvlm-lane-name">from</p>
			<div ref={list} className="lvlm-lane" role="listbox" aria-label="From" tabIndex={-1} onKeyDown={onKeyDown}>
				{tokens.map((token, index) => (
					// biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys.
					<span
						key={token.position}
						role="option"
						aria-selected={picked.includes(index)}
						tabIndex={index === (picked[0] ?? 0) ? 0 : -1}
						className="lvlm-link-token"
						data-index={index}
						onClick={() => pick(index)}
						onPointerEnter={() => preview(index)}
						onPointerLeave={() => store.preview({})}
						onFocus={() => preview(index)}
						onBlur={() => store.preview({})}
					>
						{token.text}
					</span>
				))}
			</div>
		</div>
	);
}
