import {
	DeviceBadge,
	ImageInput,
	type InputImage,
	PreprocessPicker,
	ProgressPanel,
	PromptEditor,
	SamplingPanel,
	samplingSummary,
} from "@lvlm-interpret/ui/controls";
import { type JSX, useCallback, useMemo, useState } from "react";
import { useEngine } from "../app/work.js";
import type { Opened } from "../document/opened.js";
import type { LinkRequest } from "../link/link-request.js";
import { ConversationView } from "./conversation-view.js";
import { type Draft, draftOf, messagesOf } from "./draft.js";
import { LinkNote } from "./link-note.js";
import { ModelChoice } from "./model-choice.js";
import { PictureDialog } from "./picture-dialog.js";
import { inputImageOf } from "./picture-of-run.js";
import type { AskControls } from "./use-ask.js";
import { useModelInput } from "./use-model-input.js";

export interface AskFormProps {
	/** What is shown: asked about unless another picture is given. */
	readonly opened: Opened | undefined;
	readonly controls: AskControls;
	/** Of a link whose run is not here: what it wants to be asked. */
	readonly request: LinkRequest | undefined;
	readonly onShow: (run: string) => void;
}

const capabilities = ["temperature", "topK", "topP", "seed", "maxTokens"] as const;

/** The draft of what is shown or of a link; another one when that changes, and the same form: who types keeps the focus. */
function useDraft(opened: Opened | undefined, request: LinkRequest | undefined) {
	const run = opened?.run;
	const subject = run?.id ?? request;
	const begun = (isNextTurn: boolean): Draft => (run || !request ? draftOf(run, isNextTurn) : request.draft);
	const [state, setState] = useState(() => ({ subject, draft: begun(false) }));
	if (state.subject !== subject) {
		const goesOn = state.draft.isNextTurn && run?.parent === state.subject && run?.changes.includes("turn");
		setState({ subject, draft: begun(goesOn === true) });
	}
	const set = (change: (before: Draft) => Draft): void =>
		setState((before) => ({ ...before, draft: change(before.draft) }));
	return [state.draft, set] as const;
}

/** A question for the model, the picture that it is about, and how it is to be answered. */
export function AskForm({ opened, controls, request, onShow }: AskFormProps): JSX.Element {
	const { asking, ask } = controls;
	const { state, model, jobs, opened: report } = useEngine((activity) => activity);
	const run = opened?.run;
	const [draft, change] = useDraft(opened, request);
	const [isEditing, setEditing] = useState(false);
	const set = (part: Partial<Draft>): void => change((before) => ({ ...before, ...part }));
	const { picture } = opened ?? {};
	const own = useMemo(() => run && inputImageOf({ run, picture }), [run, picture]);
	const image = draft.image ?? own;
	const job = jobs.find((one) => one.run === undefined);
	const canGoOn = model.hasTurns && run !== undefined && !draft.image;
	const isNextTurn = canGoOn && draft.isNextTurn;
	const setImage = (next: InputImage | undefined): void => {
		change(({ image: _, ...rest }) => (next && next !== own ? { ...rest, image: next, isNextTurn: false } : rest));
	};
	const conversation = useCallback(
		(question: string) => messagesOf({ question, isNextTurn }, run && { run }),
		[isNextTurn, run],
	);
	const reads = useModelInput(image, conversation);
	const { preprocess, sampling } = draft;
	const edits = draft.image?.ops?.length ?? 0;
	return (
		<section className="ask" aria-label="Ask the model">
			<div className="row">
				<h2>Ask the model</h2>
				{report && (
					<DeviceBadge
						device={report.backend.device}
						precision="float32"
						runtime="ONNX Runtime"
						missing={
							report.backend.device === "wasm" && !globalThis.crossOriginIsolated
								? ["This page is not isolated from others: one thread."]
								: []
						}
					/>
				)}
				{canGoOn && (
					<fieldset className="switch" aria-label="What the question begins">
						{[false, true].map((next) => (
							<label key={String(next)}>
								<input
									type="radio"
									name="turn"
									checked={isNextTurn === next}
									onChange={() => set({ isNextTurn: next, question: next ? "" : (run?.question ?? "") })}
								/>
								{next ? "Next turn" : "Anew"}
							</label>
						))}
					</fieldset>
				)}
			</div>
			{!run && request && <LinkNote request={request} image={draft.image} />}
			<ConversationView opened={opened} controls={controls} onShow={onShow} />
			<PromptEditor
				title={isNextTurn ? "Next question" : "Question"}
				value={draft.question}
				onChange={(question) => set({ question })}
				onSubmit={(question) => image && void ask({ ...draft, question, isNextTurn }, opened)}
				sendsOnEnter
				isBusy={job !== undefined || !image}
				maxCharacters={1500}
				placeholder={isNextTurn ? "Is it large?" : "What colour is the circle?"}
				{...(reads ? { tokenCount: reads.tokenCount, template: reads.template } : {})}
			/>
			{state === "empty" && !job && <p className="muted">Asking loads the model first: {model.megabytes} MB, once.</p>}
			{asking?.isRunning && (
				<div className="running">
					<ProgressPanel phases={asking.phases} emptyText="Starting …" />
					{job && (
						<button type="button" className="button stop" onClick={job.stop}>
							Stop
						</button>
					)}
				</div>
			)}
			<details className="more" open={!run && !image ? true : undefined}>
				<summary>
					Picture
					<span className="muted">
						{!draft.image
							? own
								? "the one above"
								: "none yet"
							: edits > 0
								? `edited in ${edits} ${edits === 1 ? "step" : "steps"}: a run beside this one`
								: draft.image.name}
					</span>
				</summary>
				<ImageInput
					value={image ? [image] : []}
					onChange={([next]) => setImage(next)}
					onEdit={() => setEditing(true)}
					isDisabled={job !== undefined}
				/>
			</details>
			<details className="more">
				<summary>
					Settings
					<span className="muted">
						{samplingSummary(sampling, capabilities)}
						{preprocess !== "default" && `, picture: ${preprocess}`}
					</span>
				</summary>
				<PreprocessPicker
					value={preprocess}
					onChange={(next) => set({ preprocess: next })}
					{...(image ? { image: image.picture } : {})}
					{...(reads ? { preview: reads.preview } : {})}
				/>
				<SamplingPanel
					value={sampling}
					capabilities={capabilities}
					onChange={(next) => set({ sampling: next })}
					isDisabled={job !== undefined}
				/>
				<ModelChoice isDisabled={job !== undefined} />
			</details>
			{isEditing && image && (
				<PictureDialog
					image={image}
					layout={draft.image && !draft.image.unedited ? undefined : opened?.session.layouts[0]}
					onDone={(next) => {
						setEditing(false);
						if (next) setImage(next);
					}}
				/>
			)}
		</section>
	);
}
