import { type JSX, useEffect, useRef, useState } from "react";
import { Glyph } from "../controls/glyph.js";
import { PictureCanvas } from "../input/picture-canvas.js";
import { type ConversationTurn, isOpen } from "./conversation-turn.js";

export interface TurnViewProps {
	readonly turn: ConversationTurn;
	/** From 1. */
	readonly number: number;
	/** How many turns come after it. */
	readonly later: number;
	readonly isAnalysed: boolean;
	readonly isEditing: boolean;
	/** While an answer grows nothing is asked anew. */
	readonly isBusy: boolean;
	readonly onAnalyse?: () => void;
	readonly onEditing?: (isEditing: boolean) => void;
	readonly onAsk: (question: string) => void;
}

/** One question, its pictures, and its answer. */
export function TurnView(props: TurnViewProps): JSX.Element {
	const { turn, number, isAnalysed, isEditing, isBusy, onAnalyse, onEditing } = props;
	const { question, pictures = [], answer, status, note, detail } = turn;
	const edit = useRef<HTMLButtonElement>(null);
	const wasEditing = useRef(false);
	useEffect(() => {
		if (wasEditing.current && !isEditing) edit.current?.focus();
		wasEditing.current = isEditing;
	}, [isEditing]);
	const isWaiting = status === "waiting" && answer === "";
	return (
		<li className="lvlm-turn" data-analysed={isAnalysed || undefined} aria-current={isAnalysed || undefined}>
			<div className="lvlm-turn-question">
				{pictures.length > 0 && (
					<span className="lvlm-turn-pictures">
						{pictures.map((picture, index) => (
							<PictureCanvas
								// biome-ignore lint/suspicious/noArrayIndexKey: pictures of a turn do not change places.
								key={index}
								picture={picture}
								label={pictures.length === 1 ? `Picture of turn ${number}` : `Picture ${index + 1} of turn ${number}`}
							/>
						))}
					</span>
				)}
				{isEditing ? (
					<QuestionEditor {...props} />
				) : (
					<p className="lvlm-turn-text">
						<span className="lvlm-hidden">{`Question ${number}: `}</span>
						<bdi>{question}</bdi>
					</p>
				)}
				{onEditing && !isEditing && (
					<button
						ref={edit}
						type="button"
						className="lvlm-button lvlm-icon"
						aria-label={`Edit question ${number} and ask again`}
						disabled={isBusy}
						onClick={() => onEditing(true)}
					>
						<Glyph name="edit" />
					</button>
				)}
			</div>
			<div className="lvlm-turn-answer" aria-busy={isOpen(turn) || undefined}>
				{isWaiting ? (
					<p className="lvlm-muted">…</p>
				) : (
					<p className="lvlm-turn-text">
						<span className="lvlm-hidden">{`Answer ${number}: `}</span>
						<bdi>{answer}</bdi>
						{status === "streaming" && <span className="lvlm-caret" aria-hidden="true" />}
					</p>
				)}
				{status === "stopped" && <p className="lvlm-hint">Stopped; what came is kept.</p>}
				{note && (
					<p className="lvlm-hint" data-kind={status === "failed" ? "error" : undefined}>
						<bdi>{note}</bdi>
					</p>
				)}
				<div className="lvlm-turn-tools">
					{onAnalyse && answer !== "" && (
						<button
							type="button"
							className="lvlm-button"
							aria-pressed={isAnalysed}
							aria-label={isAnalysed ? `Answer ${number} is explained` : `Explain answer ${number}`}
							disabled={isOpen(turn)}
							onClick={onAnalyse}
						>
							{isAnalysed ? <Glyph name="check" /> : null}
							{isAnalysed ? "Explained" : "Explain"}
						</button>
					)}
					{detail && <span className="lvlm-hint lvlm-number">{detail}</span>}
				</div>
			</div>
		</li>
	);
}

/** The question of a turn, to be asked in other words. */
function QuestionEditor({ turn, number, later, onAsk, onEditing }: TurnViewProps): JSX.Element {
	const [text, setText] = useState(turn.question);
	const field = useRef<HTMLTextAreaElement>(null);
	useEffect(() => {
		field.current?.focus();
		field.current?.select();
	}, []);
	const ask = (): void => {
		if (text.trim()) onAsk(text.trim());
	};
	return (
		// biome-ignore lint/a11y/useSemanticElements: a field and its buttons; a form could not stand in another.
		<div
			className="lvlm-turn-editor"
			role="group"
			aria-label={`Edit question ${number}`}
			onKeyDown={(event) => {
				if (event.key === "Escape") {
					event.stopPropagation();
					onEditing?.(false);
				} else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
					event.preventDefault();
					event.stopPropagation();
					ask();
				}
			}}
		>
			<textarea
				ref={field}
				className="lvlm-text"
				aria-label={`Question ${number}`}
				rows={2}
				value={text}
				onChange={(event) => setText(event.target.value)}
			/>
			<span className="lvlm-tools">
				<button type="button" className="lvlm-button lvlm-primary" disabled={!text.trim()} onClick={ask}>
					Ask again
				</button>
				<button type="button" className="lvlm-button lvlm-outlined" onClick={() => onEditing?.(false)}>
					Cancel
				</button>
				{later > 0 && (
					<span className="lvlm-hint">{`Drops the ${later === 1 ? "turn" : `${later} turns`} after it.`}</span>
				)}
			</span>
		</div>
	);
}
