import type { JSX } from "react";
import { Glyph } from "../controls/glyph.js";

/** Wordings of one question, called A, B and so on, to be compared. The editor's `value` is the text of the current one. */
export interface PromptVariants {
	readonly texts: readonly string[];
	/** Index of the one that is edited. */
	readonly current: number;
	/** Another one shall be edited, or one was added (a copy of the current) or taken out. */
	readonly onChange: (texts: readonly string[], current: number) => void;
	/** Asks all of them, one after the other. Left out, each is asked by itself. */
	readonly onSubmitAll?: (texts: readonly string[]) => void;
}

/** More are hard to compare, and have no room. */
const most = 6;
const letter = (at: number): string => String.fromCharCode(65 + at);

/** The row of wordings above a question. */
export function VariantRow({ texts, current, onChange }: PromptVariants): JSX.Element {
	return (
		<fieldset className="lvlm-tools lvlm-variants" aria-label="Wordings">
			<span className="lvlm-segmented">
				{texts.map((text, at) => (
					<button
						// biome-ignore lint/suspicious/noArrayIndexKey: a wording is its place.
						key={at}
						type="button"
						className="lvlm-button"
						aria-pressed={at === current}
						aria-label={`${letter(at)}: ${text.trim() || "empty"}`}
						onClick={() => onChange(texts, at)}
					>
						{letter(at)}
					</button>
				))}
			</span>
			<button
				type="button"
				className="lvlm-button"
				disabled={texts.length >= most}
				onClick={() => onChange([...texts, texts[current] ?? ""], texts.length)}
			>
				<Glyph name="add" />
				Another wording
			</button>
			{texts.length > 1 && (
				<button
					type="button"
					className="lvlm-button lvlm-icon"
					aria-label={`Take out wording ${letter(current)}`}
					onClick={() =>
						onChange(
							texts.filter((_, at) => at !== current),
							Math.max(0, current - 1),
						)
					}
				>
					<Glyph name="bin" />
				</button>
			)}
		</fieldset>
	);
}
