import { type JSX, useId, useRef, useState } from "react";
import { Glyph } from "../controls/glyph.js";

export interface CopyFieldProps {
	readonly label: string;
	/** On the button: "Copy link". */
	readonly action: string;
	/** Said when it is copied: "Link copied." */
	readonly done: string;
	readonly text: string;
	readonly rows: number;
	readonly onCopy: (text: string) => void | Promise<void>;
	/** Marks the button that a dialog gives the focus to. */
	readonly isFirst?: boolean;
}

/** A text to copy: by its button, or by hand where the browser forbids the button. */
export function CopyField({ label, action, done, text, rows, onCopy, isFirst }: CopyFieldProps): JSX.Element {
	const id = useId();
	const field = useRef<HTMLTextAreaElement>(null);
	// Of the text that was copied: another one has not been.
	const [said, setSaid] = useState<{ readonly text: string; readonly words: string }>();
	const copy = async (): Promise<void> => {
		try {
			await onCopy(text);
			setSaid({ text, words: done });
		} catch {
			field.current?.focus();
			field.current?.select();
			setSaid({ text, words: "The browser does not let the page copy. The text is marked: copy it with Ctrl+C." });
		}
	};
	return (
		<div className="lvlm-copy">
			<label htmlFor={id} className="lvlm-copy-label">
				{label}
			</label>
			<textarea
				ref={field}
				id={id}
				className="lvlm-text lvlm-code lvlm-read-only"
				readOnly
				rows={rows}
				dir="ltr"
				spellCheck={false}
				value={text}
				onFocus={(event) => event.target.select()}
			/>
			<div className="lvlm-tools">
				<button
					type="button"
					className={`lvlm-button ${isFirst ? "lvlm-primary" : "lvlm-outlined"}`}
					data-first={isFirst || undefined}
					onClick={() => void copy()}
				>
					<Glyph name="copy" />
					{action}
				</button>
				<span className="lvlm-hint" role="status">
					{said?.text === text ? said.words : ""}
				</span>
			</div>
		</div>
	);
}
