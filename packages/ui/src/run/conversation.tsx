import { type JSX, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { type CommonProps, Root } from "../theme/root.js";
import { runStyles } from "../theme/styles-run.js";
import { type ConversationTurn, isOpen } from "./conversation-turn.js";
import { TurnView } from "./turn-view.js";
import { useSentences } from "./use-sentences.js";

export interface ConversationProps extends CommonProps {
	/** In their order; the answer of the last may still grow. */
	readonly turns: readonly ConversationTurn[];
	/** Id of the turn that the views explain. */
	readonly analysed?: string;
	readonly onAnalyse?: (id: string) => void;
	/** Asks a turn again, in other words or the same. What came after it is to be dropped: its answers knew the old one. */
	readonly onEditTurn?: (id: string, question: string) => void;
	/** Drops all turns. Asked for twice. */
	readonly onClear?: () => void;
	/** Below the turns: the field for the next question. */
	readonly children?: ReactNode;
	/** What is said where nothing was asked. Default "Nothing was asked yet." */
	readonly emptyText?: string;
	/** Default "Conversation". */
	readonly title?: string;
}

/** Near enough to the end to be taken along when more comes. */
const nearEndPx = 48;

/** Questions, their pictures and answers: streamed, asked again in other words, and picked to be explained. */
export function Conversation(props: ConversationProps): JSX.Element {
	const { turns, analysed, onAnalyse, onEditTurn, onClear, title = "Conversation" } = props;
	const { emptyText = "Nothing was asked yet." } = props;
	const id = useId();
	const list = useRef<HTMLDivElement>(null);
	const follows = useRef(true);
	const [editing, setEditing] = useState<string>();
	const [isClearing, setClearing] = useState(false);
	const last = turns.at(-1);
	const said = useSentences(last);
	const isRunning = last !== undefined && isOpen(last);
	// biome-ignore lint/correctness/useExhaustiveDependencies: more text is what makes it go on.
	useEffect(() => {
		const box = list.current;
		if (box && follows.current) box.scrollTop = box.scrollHeight;
	}, [turns.length, last?.answer]);
	const clear = useRef<HTMLButtonElement>(null);
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={runStyles}>
			<section className="lvlm-control lvlm-conversation" aria-labelledby={`${id}-title`}>
				<div className="lvlm-control-title">
					<h2 id={`${id}-title`} className="lvlm-conversation-title">
						{title}
					</h2>
					{onClear && turns.length > 0 && !isClearing && (
						<button
							ref={clear}
							type="button"
							className="lvlm-button"
							disabled={isRunning}
							onClick={() => setClearing(true)}
						>
							Clear
						</button>
					)}
					{onClear && isClearing && (
						// biome-ignore lint/a11y/useSemanticElements: a question and its two answers in a line, not a fieldset.
						<span
							className="lvlm-tools"
							role="group"
							aria-label="Clear the conversation?"
							onKeyDown={(event) => {
								if (event.key !== "Escape") return;
								event.stopPropagation();
								setClearing(false);
							}}
						>
							<span className="lvlm-hint">{`Drop ${turns.length === 1 ? "the turn" : `all ${turns.length} turns`}?`}</span>
							<button
								type="button"
								className="lvlm-button lvlm-outlined"
								// biome-ignore lint/a11y/noAutofocus: it stands where the pressed button was.
								autoFocus
								onClick={() => {
									setClearing(false);
									onClear();
								}}
							>
								Drop
							</button>
							<button type="button" className="lvlm-button lvlm-outlined" onClick={() => setClearing(false)}>
								Keep
							</button>
						</span>
					)}
				</div>
				{turns.length === 0 ? (
					<p className="lvlm-hint">{emptyText}</p>
				) : (
					// biome-ignore lint/a11y/useSemanticElements: a list that scrolls, not a fieldset.
					<div
						ref={list}
						className="lvlm-turns"
						role="group"
						aria-label={`${title}: ${turns.length} ${turns.length === 1 ? "turn" : "turns"}`}
						// biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too.
						tabIndex={0}
						onScroll={(event) => {
							const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
							follows.current = scrollHeight - scrollTop - clientHeight < nearEndPx;
						}}
					>
						<ol className="lvlm-turn-list">
							{turns.map((turn, index) => (
								<TurnView
									key={turn.id}
									turn={turn}
									number={index + 1}
									later={turns.length - 1 - index}
									isAnalysed={turn.id === analysed}
									isEditing={turn.id === editing}
									isBusy={isRunning}
									onAnalyse={onAnalyse && (() => onAnalyse(turn.id))}
									onEditing={onEditTurn && ((isOn) => setEditing(isOn ? turn.id : undefined))}
									onAsk={(question) => {
										setEditing(undefined);
										onEditTurn?.(turn.id, question);
									}}
								/>
							))}
						</ol>
					</div>
				)}
				{props.children}
				<p role="status" className="lvlm-hidden">
					{said}
				</p>
			</section>
		</Root>
	);
}
