import { TokenStrip } from "@lvlm-interpret/ui";
import { type JSX, useEffect, useState } from "react";
import type { Opened } from "../document/opened.js";
import { isRight, type Run } from "../runs/run.js";
import { ancestry } from "../runs/run-store.js";
import { useWork } from "./work.js";

export interface StageProps {
	readonly opened: Opened;
	/** Shows another run: an earlier turn. */
	readonly onShow: (run: string) => void;
}

/** An address for the bytes of a PNG, for as long as they are shown. */
function usePictureAddress(bytes: Uint8Array | undefined): string | undefined {
	const [address, setAddress] = useState<string>();
	useEffect(() => {
		if (!bytes) return setAddress(undefined);
		const made = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "image/png" }));
		setAddress(made);
		return () => URL.revokeObjectURL(made);
	}, [bytes]);
	return address;
}

/** The turns before the shown one, each with the run that answered it, where that is here. */
function earlierTurns({ messages }: Run, line: readonly Run[]) {
	const turns: { question: string; answer: string; run: Run | undefined }[] = [];
	const said = messages.filter(({ role }) => role !== "system");
	for (let at = 0; at + 2 < said.length; at += 2) {
		const [question, answer] = [said[at]?.text ?? "", said[at + 1]?.text ?? ""];
		const run = line.find(
			(one) =>
				one.question === question &&
				one.answer === answer &&
				one.messages.length === messages.length - said.length + at + 1,
		);
		turns.push({ question, answer, run });
	}
	return turns;
}

/** Picture, conversation and answer: what stays in view. Each answer word is coloured by its probability. */
export function Stage({ opened, onShow }: StageProps): JSX.Element {
	const { library } = useWork();
	const { session, answer, run } = opened;
	const address = usePictureAddress(session.image);
	const earlier = earlierTurns(run, ancestry(library.store, run.id));
	const right = isRight(run);
	return (
		<section className="stage" aria-label="Picture, question and answer">
			{address ? (
				<img className="picture" src={address} alt={run.alt ?? "The picture that was asked about"} />
			) : (
				<p className="absent">This session holds no picture.</p>
			)}
			{earlier.length > 0 && (
				<ol className="turns" aria-label="Earlier turns">
					{earlier.map(({ question, answer: said, run: one }) => (
						<li key={question}>
							<span>{question}</span>
							<span className="muted">{said}</span>
							{one && (
								<button type="button" className="quiet" onClick={() => onShow(one.id)}>
									Explain<span className="visually-hidden"> the answer to “{question}”</span>
								</button>
							)}
						</li>
					))}
				</ol>
			)}
			<p className="question">{run.question}</p>
			<TokenStrip
				title="Answer"
				tokens={answer}
				values={session.answer.tokens.map(({ logProbability }) => Math.exp(logProbability))}
				unit="probability"
				scale={{ domain: [0, 1] }}
			/>
			{run.stopReason === "aborted" && <p className="verdict muted">It was stopped here; what came is explained.</p>}
			{right !== undefined && (
				<p className={right ? "verdict right" : "verdict wrong"}>
					<span aria-hidden="true">{right ? "✓" : "✗"}</span>{" "}
					{right ? "Right." : `Wrong. Right would be: ${run.expected}`}
				</p>
			)}
		</section>
	);
}
