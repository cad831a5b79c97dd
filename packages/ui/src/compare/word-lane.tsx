import { type JSX, type KeyboardEvent, useRef, useState } from "react";
import { type ComparedWord, signed } from "./compare-words.js";

export interface WordLaneProps {
	readonly label: string;
	readonly names: readonly [string, string];
	readonly words: readonly ComparedWord[];
	/** Indices into `words`. */
	readonly picked: readonly number[];
	readonly onPick: (picked: readonly number[]) => void;
}

/** What is heard after a word: where it stands, and at the end what became of it. */
function heardAfter({ a, b, isSame, change }: ComparedWord, names: readonly [string, string], side: 0 | 1): string {
	if (isSame) return side === 0 ? ` in both, ${Number.isNaN(change) ? "change not known" : "change in nats: "}` : "";
	if (side === 0) return a ? ` in ${names[0]}, ` : "";
	return `${b ? ` in ${names[1]}, ` : ""}${a && b ? "not the same" : `missing in ${a ? names[1] : names[0]}`}`;
}

/** Two answers, one below the other, place by place. Words without their like are underlined and marked; a click picks a place in both. */
export function WordLane({ label, names, words, picked, onPick }: WordLaneProps): JSX.Element {
	const list = useRef<HTMLDivElement>(null);
	const [active, setActive] = useState(0);
	const at = Math.min(active, Math.max(0, words.length - 1));
	const pick = (index: number, isAdding: boolean): void => {
		setActive(index);
		const has = picked.includes(index);
		if (isAdding) onPick(has ? picked.filter((one) => one !== index) : [...picked, index].sort((x, y) => x - y));
		else onPick(has && picked.length === 1 ? [] : [index]);
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		const step = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: words.length - 1 }[event.key];
		if (step !== undefined) {
			const next = Math.max(0, Math.min(words.length - 1, step));
			setActive(next);
			(list.current?.children[next] as HTMLElement | undefined)?.focus();
			if (event.shiftKey && !picked.includes(next)) pick(next, true);
		} else if (event.key === " ") pick(at, true);
		else if (event.key === "Enter") pick(at, false);
		else if (event.key === "Escape" && picked.length > 0) onPick([]);
		else return;
		event.preventDefault();
		event.stopPropagation();
	};
	return (
		<div
			ref={list}
			role="listbox"
			aria-label={label}
			aria-multiselectable="true"
			aria-orientation="horizontal"
			tabIndex={-1}
			className="lvlm-lane-words"
			onKeyDown={onKeyDown}
		>
			{words.map((word, index) => (
				// biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys.
				<div
					// biome-ignore lint/suspicious/noArrayIndexKey: a place is known by where it is; equal words are others.
					key={index}
					role="option"
					aria-selected={picked.includes(index)}
					tabIndex={index === at ? 0 : -1}
					className="lvlm-lane-place"
					data-same={word.isSame}
					onClick={(event) => pick(index, event.shiftKey || event.ctrlKey || event.metaKey)}
				>
					<span className="lvlm-lane-word" data-missing={word.a === undefined || undefined} aria-hidden={!word.a}>
						{word.a?.text ?? "–"}
					</span>
					<span className="lvlm-hidden">{heardAfter(word, names, 0)}</span>
					<span
						className="lvlm-lane-word"
						data-missing={word.b === undefined || undefined}
						aria-hidden={!word.b || word.isSame}
					>
						{word.b?.text ?? "–"}
					</span>
					<span className="lvlm-hidden">{heardAfter(word, names, 1)}</span>
					<span className="lvlm-lane-change lvlm-number" aria-hidden={!word.isSame}>
						{Number.isNaN(word.change) ? "≠" : signed(word.change, 1)}
					</span>
				</div>
			))}
		</div>
	);
}
