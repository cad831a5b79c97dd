import { TokenStrip } from "@lvlm-interpret/ui";
import { type JSX, useEffect, useState } from "react";
import type { Opened } from "../document/opened.js";

export interface StageProps {
	readonly opened: Opened;
	/** The picture in words, where they are known. */
	readonly alt: string | undefined;
	readonly expected: string | undefined;
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
export function Stage({ opened, alt, expected }: StageProps): JSX.Element {
	const { session, question, answer } = opened;
	const address = usePictureAddress(session.image);
	const text = session.answer.text.trim();
	return (
		<section className="stage" aria-label="Picture, question and answer">
			{address && <img className="picture" src={address} alt={alt ?? "The picture that was asked about"} />}
			<p className="question">{question}</p>
			<TokenStrip
				title="Answer"
				tokens={answer}
				values={session.answer.tokens.map(({ logProbability }) => Math.exp(logProbability))}
				unit="probability"
				scale={{ domain: [0, 1] }}
			/>
			{expected && expected !== text && (
				<p className="verdict wrong">
					<span aria-hidden="true">✗</span> Wrong. Right would be: {expected}
				</p>
			)}
		</section>
	);
}
