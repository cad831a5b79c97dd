import { type JSX, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { Glyph } from "../controls/glyph.js";
import { type CommonProps, Root } from "../theme/root.js";
import { inputStyles } from "../theme/styles-input.js";
import { lengthOf } from "./prompt-length.js";
import { type PromptVariants, VariantRow } from "./prompt-variants.js";

export interface PromptEditorProps extends CommonProps {
	readonly value: string;
	readonly onChange: (value: string) => void;
	/** Asks: Ctrl+Enter, ⌘+Enter, or the button. */
	readonly onSubmit: (value: string) => void;
	/** The whole text that the model reads, with its own marks around the question. */
	readonly template?: (value: string) => string | Promise<string>;
	/** How many tokens the question has; asked anew when it changes. */
	readonly tokenCount?: (value: string) => number | Promise<number>;
	/** Most tokens of a question. It is never cut: one that is too long cannot be sent, and that is said. */
	readonly maxTokens?: number;
	/** Most characters, for engines that count those. */
	readonly maxCharacters?: number;
	/** Several wordings, A and B, of which one is edited. */
	readonly variants?: PromptVariants;
	/** Enter sends too, and Shift+Enter breaks the line, as in a chat. Default false. */
	readonly sendsOnEnter?: boolean;
	/** While a run is going on. */
	readonly isBusy?: boolean;
	readonly placeholder?: string;
	/** Default "Ask". */
	readonly submitLabel?: string;
	/** Default "Question". */
	readonly title?: string;
}

/** What is asked soonest after the last key. */
const settleMs = 200;

/** What is known of a text, asked of a function that may take its time; undefined while it does. */
function useAnswer<T>(ask: ((value: string) => T | Promise<T>) | undefined, value: string): T | undefined {
	const [known, setKnown] = useState<{ readonly value: string; readonly answer: T }>();
	useEffect(() => {
		if (!ask) return;
		let isLeft = false;
		const timer = setTimeout(async () => {
			try {
				const answer = await ask(value);
				if (!isLeft) setKnown({ value, answer });
			} catch {
				// What cannot be counted or shown is left out; asking itself will say why.
				if (!isLeft) setKnown(undefined);
			}
		}, settleMs);
		return () => {
			isLeft = true;
			clearTimeout(timer);
		};
	}, [ask, value]);
	return ask && known?.value === value ? known.answer : undefined;
}

/** The question: what the model will read of it, how long it is, and the key that asks it. */
export function PromptEditor(props: PromptEditorProps): JSX.Element {
	const { value, onChange, onSubmit, template, tokenCount, maxTokens, maxCharacters } = props;
	const { sendsOnEnter = false, isBusy = false, submitLabel = "Ask", title = "Question" } = props;
	const id = useId();
	const field = useRef<HTMLTextAreaElement>(null);
	const [isShown, setShown] = useState(false);
	const tokens = useAnswer(tokenCount, value);
	const whole = useAnswer(isShown ? template : undefined, value);
	const { text: length, problem } = lengthOf(value, tokens, { maxTokens, maxCharacters });
	const { variants } = props;
	// The current wording is the one that is being typed.
	const wordings = variants?.texts.map((text, at) => (at === variants.current ? value : text));
	const canSend = value.trim() !== "" && !problem && !isBusy;
	// As high as its text, up to a third of a usual window.
	// biome-ignore lint/correctness/useExhaustiveDependencies: the text is what its height follows.
	useLayoutEffect(() => {
		const box = field.current;
		if (!box) return;
		box.style.height = "auto";
		box.style.height = `${Math.min(240, box.scrollHeight + 2)}px`;
	}, [value]);
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={inputStyles}>
			<fieldset className="lvlm-control lvlm-prompt" aria-label={title}>
				<label htmlFor={id} className="lvlm-control-title">
					{title}
				</label>
				{variants && wordings && <VariantRow {...variants} texts={wordings} />}
				<textarea
					ref={field}
					id={id}
					className="lvlm-text lvlm-prompt-text"
					rows={2}
					value={value}
					placeholder={props.placeholder}
					aria-invalid={problem ? true : undefined}
					aria-describedby={`${id}-length ${id}-keys`}
					dir="auto"
					onChange={(event) => onChange(event.target.value)}
					onKeyDown={(event) => {
						// Enter that ends a composition of signs is not meant for us.
						if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
						const asks = event.ctrlKey || event.metaKey || (sendsOnEnter && !event.shiftKey);
						if (!asks) return;
						event.preventDefault();
						event.stopPropagation();
						if (canSend) onSubmit(value.trim());
					}}
				/>
				<div className="lvlm-prompt-foot">
					<p
						id={`${id}-length`}
						className="lvlm-hint lvlm-number"
						data-kind={problem ? "error" : undefined}
						role={problem ? "alert" : undefined}
					>
						{problem ?? length}
					</p>
					<span className="lvlm-tools">
						{template && (
							<button
								type="button"
								className="lvlm-button"
								aria-expanded={isShown}
								aria-controls={isShown ? `${id}-whole` : undefined}
								onClick={() => setShown(!isShown)}
							>
								What the model reads
							</button>
						)}
						<span id={`${id}-keys`} className="lvlm-hint">
							{sendsOnEnter ? "Enter" : "Ctrl+Enter"}
						</span>
						{variants?.onSubmitAll && wordings && wordings.length > 1 && (
							<button
								type="button"
								className="lvlm-button lvlm-outlined"
								disabled={!canSend || wordings.some((text) => text.trim() === "")}
								onClick={() => variants.onSubmitAll?.(wordings.map((text) => text.trim()))}
							>
								{wordings.length === 2 ? `${submitLabel} both` : `${submitLabel} all ${wordings.length}`}
							</button>
						)}
						<button
							type="button"
							className="lvlm-button lvlm-primary"
							disabled={!canSend}
							onClick={() => onSubmit(value.trim())}
						>
							<Glyph name="send" />
							{submitLabel}
						</button>
					</span>
				</div>
				{isShown && template && (
					<textarea
						id={`${id}-whole`}
						className="lvlm-text lvlm-code lvlm-read-only"
						readOnly
						rows={6}
						aria-label="What the model reads"
						value={whole ?? "…"}
					/>
				)}
			</fieldset>
		</Root>
	);
}
