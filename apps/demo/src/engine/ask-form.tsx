import type { GeneratedToken, Message } from "@lvlm-interpret/core";
import { type DragEvent, type JSX, useEffect, useId, useRef, useState } from "react";
import { useEngine, useWork } from "../app/work.js";
import type { Opened } from "../document/opened.js";
import { askRun, explainFirst } from "./ask-run.js";
import { progressWords } from "./progress-words.js";

export interface AskFormProps {
	/** What is shown: asked about unless another picture is given. */
	readonly opened: Opened | undefined;
	/** Told the id of the answer's run. */
	readonly onAsked: (run: string) => void;
}

/** Says what is said at most every five seconds: progress must not drown the answer. */
function useSlowly(text: string): string {
	const [said, setSaid] = useState(text);
	const at = useRef(0);
	useEffect(() => {
		const wait = Math.max(0, at.current + 5000 - performance.now());
		const timer = setTimeout(() => {
			at.current = performance.now();
			setSaid(text);
		}, wait);
		return () => clearTimeout(timer);
	}, [text]);
	return said;
}

/** A picture and a question for the model, and what the model is about. */
export function AskForm({ opened, onAsked }: AskFormProps): JSX.Element {
	const work = useWork();
	const { state, model, jobs } = useEngine((activity) => activity);
	const [question, setQuestion] = useState(opened?.run.question ?? "");
	const [file, setFile] = useState<File>();
	const [isOver, setOver] = useState(false);
	const [tokens, setTokens] = useState<readonly GeneratedToken[]>([]);
	const input = useRef<HTMLInputElement>(null);
	const id = useId();
	const image = file ?? opened?.picture;
	const job = jobs.at(-1);
	const said = useSlowly(job ? progressWords(job.progress) : "");
	const take = (list: FileList | undefined | null): void => {
		const found = [...(list ?? [])].find(({ type }) => type.startsWith("image/"));
		if (found) setFile(found);
	};
	const onDrop = (event: DragEvent): void => {
		event.preventDefault();
		setOver(false);
		take(event.dataTransfer.files);
	};
	const ask = (): void => {
		if (!image || !question.trim()) return;
		const messages: Message[] = [{ role: "user", text: question.trim() }];
		const parent = opened ? { parent: opened.run.id } : {};
		setTokens([]);
		void work.engine.job("Answering", async (call) => {
			const made = await askRun(
				work,
				{ image, messages, origin: { kind: "asked" }, ...parent },
				{ ...call, onToken: (token) => setTokens((before) => [...before, token]) },
			);
			onAsked(made.run.id);
			if (made.run.stopReason !== "aborted") await explainFirst(work, made.run.id, call);
		});
	};
	return (
		<form
			className="ask"
			data-over={isOver || undefined}
			onSubmit={(event) => {
				event.preventDefault();
				ask();
			}}
			onDragOver={(event) => {
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
			onDrop={onDrop}
			onPaste={(event) => take(event.clipboardData.files)}
		>
			<label htmlFor={id}>Ask the model yourself</label>
			<div className="ask-row">
				<input
					id={id}
					className="ask-text"
					value={question}
					maxLength={400}
					placeholder="What colour is the circle?"
					onChange={(event) => setQuestion(event.target.value)}
				/>
				{job ? (
					<button type="button" onClick={job.stop}>
						Stop
					</button>
				) : (
					<button type="submit" className="primary" disabled={!image || !question.trim()}>
						Ask
					</button>
				)}
			</div>
			<div className="ask-row">
				<button type="button" onClick={() => input.current?.click()}>
					Another picture
				</button>
				<input
					ref={input}
					type="file"
					accept="image/*"
					hidden
					aria-label="Picture"
					onChange={(event) => take(event.target.files)}
				/>
				<span className="muted">
					{file ? `${file.name}, as soon as you ask` : "or drop or paste one; else the one above"}
					{state === "empty" && ` · loads the model first: ${model.megabytes} MB, once`}
				</span>
			</div>
			{job && (
				<p className="running">
					{tokens.length > 0 && <span className="streamed">{tokens.map(({ text }) => text).join("")} </span>}
					<span className="muted">{progressWords(job.progress)}</span>
				</p>
			)}
			<p role="status" className="visually-hidden">
				{job ? said : ""}
			</p>
		</form>
	);
}
