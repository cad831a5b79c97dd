import type { JSX } from "react";
import { Glyph } from "../controls/glyph.js";

export interface SavedStateProps {
	/** Milliseconds since 1970; undefined: never. */
	readonly savedAt: number | undefined;
	readonly isChanged: boolean;
}

/** "14:03", or with its day where that is another one. */
function timeText(at: Date, now: Date): string {
	const time = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
	return at.toDateString() === now.toDateString()
		? time
		: `${at.toLocaleDateString([], { day: "numeric", month: "short", year: "numeric" })}, ${time}`;
}

/** Whether what is shown is in a file, and since when. */
export function SavedState({ savedAt, isChanged }: SavedStateProps): JSX.Element {
	const isSaved = savedAt !== undefined && !isChanged;
	const at = savedAt === undefined ? undefined : new Date(savedAt);
	return (
		<span className="lvlm-saved lvlm-hint" data-saved={isSaved}>
			{isSaved ? <Glyph name="check" /> : <span className="lvlm-unsaved" aria-hidden="true" />}
			<span>
				{isSaved ? "Saved at " : at ? "Changed since it was saved at " : "Not saved"}
				{at && <time dateTime={at.toISOString()}>{timeText(at, new Date())}</time>}
			</span>
		</span>
	);
}
