import type { Progress, RgbImage } from "@lvlm-interpret/core";
import { type DragEvent, type JSX, useEffect, useId, useRef, useState } from "react";
import { type EngineControls, embeddedMegabytes } from "./use-engine.js";

export interface AskFormProps {
	readonly engine: EngineControls;
	/** The picture that is shown: asked about unless another is given. */
	readonly picture: RgbImage | undefined;
	readonly question: string;
}

const phases: Readonly<Record<Progress["phase"], string>> = {
	download: "Loading the model",
	read: "Reading the model",
	load: "Starting the model",
	encode: "Looking at the picture",
	prefill: "Reading the question",
	decode: "Answering",
	compile: "Preparing the explanation",
	explain: "Explaining",
	write: "Writing",
};

function words({ phase, done, total, unit }: Progress): string {
	const amount = (count: number) => (unit === "bytes" ? `${(count / 1e6).toFixed(1)} MB` : String(count));
	return `${phases[phase]}: ${amount(done)}${total === undefined ? "" : ` of ${amount(total)}`}${unit === "bytes" ? "" : ` ${unit}`}`;
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
export function AskForm({ engine, picture, question: shown }: AskFormProps): JSX.Element {
	const [question, setQuestion] = useState(shown);
	const [file, setFile] = useState<File>();
	const [isOver, setOver] = useState(false);
	const input = useRef<HTMLInputElement>(null);
	const id = useId();
	const image = file ?? picture;
	const { isRunning, progress, tokens, failure, notice, state } = engine;
	const said = useSlowly(progress ? words(progress) : "");
	const take = (list: FileList | undefined | null): void => {
		const found = [...(list ?? [])].find(({ type }) => type.startsWith("image/"));
		if (found) setFile(found);
	};
	const onDrop = (event: DragEvent): void => {
		event.preventDefault();
		setOver(false);
		take(event.dataTransfer.files);
	};
	return (
		<form
			className="ask"
			data-over={isOver || undefined}
			onSubmit={(event) => {
				event.preventDefault();
				if (image && question.trim()) void engine.ask({ image, question: question.trim() });
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
				{isRunning ? (
					<button type="button" onClick={engine.stop}>
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
					{state === "empty" && ` · loads the model first: ${embeddedMegabytes} MB, once`}
				</span>
			</div>
			{isRunning && (
				<p className="running">
					{tokens.length > 0 && <span className="streamed">{tokens.map(({ text }) => text).join("")} </span>}
					<span className="muted">{progress ? words(progress) : "Starting"}</span>
				</p>
			)}
			<p role="status" className="visually-hidden">
				{isRunning ? said : ""}
			</p>
			{notice && <p className="muted">{notice}</p>}
			{failure && (
				<div role="alert" className="failure">
					<p>{failure.message}</p>
					{failure.hint && <p>{failure.hint}</p>}
				</div>
			)}
		</form>
	);
}
