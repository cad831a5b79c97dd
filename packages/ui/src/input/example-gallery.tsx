import type { RgbImage } from "@lvlm-interpret/core";
import { type JSX, type KeyboardEvent, useId, useRef, useState } from "react";
import { type CommonProps, Root } from "../theme/root.js";
import { inputStyles } from "../theme/styles-input.js";
import { PictureCanvas } from "./picture-canvas.js";

/** A question with its picture, often with its answer and explanations computed beforehand. */
export interface ExampleChoice {
	readonly id: string;
	readonly title: string;
	readonly question: string;
	readonly picture?: RgbImage;
	/** The picture in words. */
	readonly alt?: string;
	readonly answer?: string;
	/** What there is to see: "right", "wrong: the bias of its training". */
	readonly note?: string;
}

export interface ExampleGalleryProps extends CommonProps {
	readonly examples: readonly ExampleChoice[];
	/** Id of the one that is open. */
	readonly value?: string;
	readonly onOpen: (id: string) => void;
	/** Id of the one that is being opened. */
	readonly opening?: string;
	readonly isDisabled?: boolean;
	/** Default "Examples". */
	readonly title?: string;
}

/** The one that an arrow leads to: left and right in their order, up and down to the nearest of the next row. */
function neighbour(key: string, buttons: readonly HTMLElement[], at: number): number | undefined {
	if (key === "ArrowRight") return Math.min(buttons.length - 1, at + 1);
	if (key === "ArrowLeft") return Math.max(0, at - 1);
	if (key === "Home") return 0;
	if (key === "End") return buttons.length - 1;
	if (key !== "ArrowDown" && key !== "ArrowUp") return undefined;
	const here = (buttons[at] as HTMLElement).getBoundingClientRect();
	const sign = key === "ArrowDown" ? 1 : -1;
	let best = at;
	let least = Number.POSITIVE_INFINITY;
	for (const [index, button] of buttons.entries()) {
		const box = button.getBoundingClientRect();
		const down = sign * (box.y - here.y);
		if (down < 1) continue;
		// The row first, then the column.
		const distance = 1000 * down + Math.abs(box.x - here.x);
		if (distance < least) [best, least] = [index, distance];
	}
	return best;
}

/** Examples to begin with: one stop of the Tab key, arrows inside. */
export function ExampleGallery(props: ExampleGalleryProps): JSX.Element {
	const { examples, value, onOpen, opening, isDisabled = false, title = "Examples" } = props;
	const id = useId();
	const list = useRef<HTMLUListElement>(null);
	const [active, setActive] = useState<string>();
	const stop = examples.some((one) => one.id === active) ? active : (value ?? examples[0]?.id);
	const onKeyDown = (event: KeyboardEvent): void => {
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		const buttons = [...(list.current?.querySelectorAll<HTMLElement>("button") ?? [])];
		const at = buttons.indexOf(event.target as HTMLElement);
		const next = at < 0 ? undefined : neighbour(event.key, buttons, at);
		if (next === undefined) return;
		event.preventDefault();
		event.stopPropagation();
		setActive(examples[next]?.id);
		buttons[next]?.focus();
	};
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={inputStyles}>
			<section className="lvlm-control" aria-labelledby={`${id}-title`}>
				<h2 id={`${id}-title`} className="lvlm-control-title">
					{title}
				</h2>
				{examples.length === 0 && <p className="lvlm-hint">There are no examples.</p>}
				<ul ref={list} className="lvlm-examples" onKeyDown={onKeyDown}>
					{examples.map((example) => (
						<li key={example.id}>
							<button
								type="button"
								className="lvlm-example"
								aria-current={example.id === value || undefined}
								aria-busy={example.id === opening || undefined}
								tabIndex={example.id === stop ? 0 : -1}
								disabled={isDisabled}
								onFocus={() => setActive(example.id)}
								onClick={() => onOpen(example.id)}
							>
								{example.picture && (
									<PictureCanvas className="lvlm-example-picture" picture={example.picture} label={example.alt} />
								)}
								<bdi className="lvlm-example-title">{example.title}</bdi>
								<bdi className="lvlm-example-question">{example.question}</bdi>
								{example.answer && <bdi className="lvlm-hint">{`“${example.answer}”`}</bdi>}
								{example.note && <bdi className="lvlm-hint">{example.note}</bdi>}
								{example.id === opening && <span className="lvlm-hint">Opening …</span>}
							</button>
						</li>
					))}
				</ul>
			</section>
		</Root>
	);
}
