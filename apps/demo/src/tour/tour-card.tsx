import { type JSX, useEffect, useRef } from "react";
import type { Tour } from "./tours.js";

export interface TourCardProps {
	readonly tour: Tour;
	readonly step: number;
	readonly onStep: (step: number) => void;
	readonly onEnd: () => void;
}

/** Outlines what a step is about, and brings it into view, once it is there. */
function useOutline(target: string | undefined): void {
	useEffect(() => {
		if (target === undefined) return undefined;
		let shown: Element | undefined;
		const look = (): void => {
			const found = document.querySelector(target) ?? undefined;
			if (found === shown) return;
			shown?.removeAttribute("data-tour");
			shown = found;
			found?.setAttribute("data-tour", "");
			found?.scrollIntoView({ block: "nearest" });
		};
		look();
		// Panels load their code first.
		const timer = setInterval(look, 200);
		return () => {
			clearInterval(timer);
			shown?.removeAttribute("data-tour");
		};
	}, [target]);
}

/** One step of a tour: what to look at, and the way on. It covers nothing that it speaks of. */
export function TourCard({ tour, step, onStep, onEnd }: TourCardProps): JSX.Element {
	const current = tour.steps[step];
	const heading = useRef<HTMLHeadingElement>(null);
	useOutline(current?.target);
	// biome-ignore lint/correctness/useExhaustiveDependencies: each step is announced by its heading.
	useEffect(() => heading.current?.focus({ preventScroll: true }), [step]);
	const isLast = step === tour.steps.length - 1;
	return (
		<section
			className="tour"
			aria-label={tour.title}
			onKeyDown={(event) => {
				if (event.key === "Escape") onEnd();
			}}
		>
			<p className="muted">
				{tour.title}: {step + 1} of {tour.steps.length}
			</p>
			<h2 ref={heading} tabIndex={-1}>
				{current?.title}
			</h2>
			<p>{current?.text}</p>
			<div className="row">
				<button type="button" disabled={step === 0} onClick={() => onStep(step - 1)}>
					Back
				</button>
				<button type="button" className="primary" onClick={() => (isLast ? onEnd() : onStep(step + 1))}>
					{isLast ? "Done" : "Next"}
				</button>
				<button type="button" className="quiet" onClick={onEnd}>
					End the tour
				</button>
			</div>
		</section>
	);
}
