import { useCallback, useEffect, useState } from "react";
import type { Opened } from "../document/opened.js";
import type { Example } from "../examples/examples.js";
import { exampleRunId } from "../examples/open-example.js";
import { type Tour, tours } from "./tours.js";

export interface TourPlaces {
	readonly examples: readonly Example[];
	readonly opened: Opened | undefined;
	openExample(example: Example): Promise<void>;
	onPanel(panel: string): void;
}

export interface Touring {
	readonly tour: Tour | undefined;
	readonly step: number;
	start(id: string): void;
	goTo(step: number): void;
	end(): void;
}

/** Positions of the tokens of a word of the answer. */
function tokensOf(answer: Opened["answer"], word: string): readonly number[] {
	let text = "";
	const starts = answer.map((token) => {
		text += token.text;
		return text.length - token.text.length;
	});
	const at = text.indexOf(word);
	if (at < 0) return [];
	return answer.flatMap(({ position, text: part }, index) => {
		const start = starts[index] as number;
		return start < at + word.length && start + part.length > at ? [position] : [];
	});
}

/** A tour through the page: each step opens what it speaks of. What a person does meanwhile is theirs to do. */
export function useTour({ examples, opened, openExample, onPanel }: TourPlaces): Touring {
	const [id, setId] = useState<string>();
	const [step, setStep] = useState(0);
	const tour = id === undefined ? undefined : tours[id];
	const current = tour?.steps[step];
	useEffect(() => {
		if (!current) return;
		if (current.panel !== undefined) onPanel(current.panel);
		const example = examples.find((one) => one.id === current.example);
		if (example) void openExample(example);
	}, [current, examples, openExample, onPanel]);
	const isThere = current?.example === undefined || opened?.run.id === exampleRunId(current.example);
	// These stay the same while results join the run.
	const { store, answer } = opened ?? {};
	useEffect(() => {
		if (current?.word !== undefined && store && answer && isThere)
			store.lock({ tokens: tokensOf(answer, current.word) });
	}, [current, store, answer, isThere]);
	return {
		tour,
		step,
		start: useCallback((tourId: string) => {
			setStep(0);
			setId(tourId);
		}, []),
		goTo: setStep,
		end: useCallback(() => setId(undefined), []),
	};
}
