import {
	ImageInput,
	type InputImage,
	ProgressPanel,
	SamplingPanel,
	samplingSummary,
} from "@lvlm-interpret/ui/controls";
import { type JSX, useRef, useState } from "react";
import { useEngine } from "../app/work.js";
import type { Opened } from "../document/opened.js";
import { type Draft, draftOf } from "./draft.js";
import { inputImageOf } from "./picture-of-run.js";
import { PreprocessChoice } from "./preprocess-choice.js";
import type { AskControls } from "./use-ask.js";

export interface AskFormProps {
	/** What is shown: asked about unless another picture is given. */
	readonly opened: Opened | undefined;
	readonly controls: AskControls;
}

/** A question for the model, the picture that it is about, and how it is to be answered. */
export function AskForm({ opened, controls: { asking, ask } }: AskFormProps): JSX.Element {
	const { state, model, jobs } = useEngine((activity) => activity);
	const [draft, setDraft] = useState<Draft>(() => draftOf(opened?.run));
	const field = useRef<HTMLTextAreaElement>(null);
	const set = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
	const own = opened && inputImageOf(opened);
	const image = draft.image ?? own;
	const job = jobs.find(({ run }) => run === undefined);
	const canGoOn = model.hasTurns && opened !== undefined && !draft.image;
	const isNext = canGoOn && draft.isNextTurn;
	const setImage = (next: InputImage | undefined): void => {
		setDraft(({ image: _, ...rest }) => (next && next !== own ? { ...rest, image: next, isNextTurn: false } : rest));
	};
	const submit = (): void => {
		if (image && draft.question.trim() && !job) void ask({ ...draft, isNextTurn: isNext }, opened);
	};
	const { preprocess, sampling } = draft;
	const capabilities = ["temperature", "topK", "topP", "seed", "maxTokens"] as const;
	return (
		<form
			className="ask"
			aria-label="Ask the model"
			onSubmit={(event) => {
				event.preventDefault();
				submit();
			}}
		>
			<div className="row">
				<h2>Ask the model</h2>
				{canGoOn && (
					<fieldset className="switch" aria-label="What the question begins">
						{[false, true].map((isNextTurn) => (
							<label key={String(isNextTurn)}>
								<input
									type="radio"
									name="turn"
									checked={isNext === isNextTurn}
									onChange={() => {
										set({ isNextTurn, question: isNextTurn ? "" : (opened?.run.question ?? "") });
										field.current?.focus();
									}}
								/>
								{isNextTurn ? "Next turn" : "Anew"}
							</label>
						))}
					</fieldset>
				)}
			</div>
			<div className="ask-field">
				<textarea
					ref={field}
					className="ask-text"
					aria-label={isNext ? "Next question" : "Question"}
					rows={2}
					value={draft.question}
					maxLength={1500}
					placeholder={isNext ? "Is it large?" : "What colour is the circle?"}
					onChange={(event) => set({ question: event.target.value })}
					onKeyDown={(event) => {
						if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
						event.preventDefault();
						submit();
					}}
				/>
				{job ? (
					<button type="button" onClick={job.stop}>
						Stop
					</button>
				) : (
					<button type="submit" className="primary" disabled={!image || !draft.question.trim()}>
						Ask
					</button>
				)}
			</div>
			{state === "empty" && !job && <p className="muted">Asking loads the model first: {model.megabytes} MB, once.</p>}
			{asking?.isRunning && (
				<div className="running">
					{asking.text && <p className="streamed">{asking.text}</p>}
					<ProgressPanel phases={asking.phases} emptyText="Starting …" />
				</div>
			)}
			<details className="more">
				<summary>
					Picture
					<span className="muted">
						{draft.image ? (draft.image.ops ? "edited: asks beside the shown run" : draft.image.name) : "the one above"}
					</span>
				</summary>
				<ImageInput value={image ? [image] : []} onChange={([next]) => setImage(next)} isDisabled={job !== undefined} />
			</details>
			<details className="more">
				<summary>
					Settings
					<span className="muted">
						{samplingSummary(sampling, capabilities)}
						{preprocess !== "default" && `, picture: ${preprocess}`}
					</span>
				</summary>
				<PreprocessChoice
					image={image}
					question={draft.question}
					value={preprocess}
					onChange={(next) => set({ preprocess: next })}
				/>
				<SamplingPanel
					value={sampling}
					capabilities={capabilities}
					onChange={(next) => set({ sampling: next })}
					isDisabled={job !== undefined}
				/>
			</details>
		</form>
	);
}
