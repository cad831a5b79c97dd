import { TokenStrip } from "@lvlm-interpret/ui";
import { type JSX, useEffect, useState } from "react";
import type { Opened } from "../document/opened.js";
import { isRight } from "../runs/run.js";

export interface StageProps {
	readonly opened: Opened;
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

/** Picture, question and answer: what stays in view. Each answer word is coloured by its probability. */
export function Stage({ opened }: StageProps): JSX.Element {
	const { session, answer, run } = opened;
	const address = usePictureAddress(session.image);
	const right = isRight(run);
	return (
		<section className="stage" aria-label="Picture, question and answer">
			{address ? (
				<img className="picture" src={address} alt={run.alt ?? "The picture that was asked about"} />
			) : (
				<p className="absent">This session holds no picture.</p>
			)}
			<p className="question">{run.question}</p>
			<TokenStrip
				title="Answer"
				tokens={answer}
				values={session.answer.tokens.map(({ logProbability }) => Math.exp(logProbability))}
				unit="probability"
				scale={{ domain: [0, 1] }}
			/>
			{run.stopReason === "aborted" && (
				<p className="verdict muted">It was stopped here; what came can be explained.</p>
			)}
			{right !== undefined && (
				<p className={right ? "verdict right" : "verdict wrong"}>
					<span aria-hidden="true">{right ? "✓" : "✗"}</span>{" "}
					{right ? "Right." : `Wrong. Right would be: ${run.expected}`}
				</p>
			)}
		</section>
	);
}
