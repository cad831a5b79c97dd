import type { JSX } from "react";
import type { Example } from "./examples.js";

export interface ExampleListProps {
	readonly examples: readonly Example[];
	/** Id of the one that is open. */
	readonly current: string | undefined;
	readonly onOpen: (example: Example) => void;
	/** Starts the tour of that id. */
	readonly onTour: (id: string) => void;
}

/** The examples to choose from: question, answer, and whether it is right. */
export function ExampleList({ examples, current, onOpen, onTour }: ExampleListProps): JSX.Element {
	return (
		<nav aria-label="Examples" className="examples">
			<ul>
				{examples.map((example) => {
					const isRight = example.answer === example.expected;
					return (
						<li key={example.id}>
							<button
								type="button"
								className="example"
								aria-current={example.id === current ? "true" : undefined}
								onClick={() => onOpen(example)}
							>
								<span className="example-title">{example.title}</span>
								<span className="example-question">{example.question}</span>
								<span className={isRight ? "verdict right" : "verdict wrong"}>
									<span aria-hidden="true">{isRight ? "✓" : "✗"}</span> {isRight ? "right" : "wrong"}: {example.answer}
								</span>
							</button>
							{example.tour !== undefined && (
								<button type="button" className="button tour-start" onClick={() => onTour(example.tour as string)}>
									Guided tour
								</button>
							)}
						</li>
					);
				})}
			</ul>
		</nav>
	);
}
