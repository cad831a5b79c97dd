import { encodeSession } from "@lvlm-interpret/core/session";
import type { Theme } from "@lvlm-interpret/ui";
import { type JSX, useRef } from "react";
import type { Opened } from "../document/opened.js";

export interface HeaderProps {
	readonly theme: Theme;
	readonly onTheme: (theme: Theme) => void;
	readonly onFile: (file: File) => void;
	readonly opened: Opened | undefined;
}

/** Saves the session with what is picked in it. */
function save({ session, store, origin }: Opened): void {
	const { tokens, layer, head, regions } = store.getState().locked;
	const selection = {
		tokens,
		regions,
		...(layer === undefined ? {} : { layer }),
		...(head === undefined ? {} : { head }),
	};
	const bytes = encodeSession({ ...session, selection }) as Uint8Array<ArrayBuffer>;
	const link = document.createElement("a");
	link.href = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
	link.download = origin.kind === "file" ? origin.name : `${origin.kind === "example" ? origin.id : "session"}.lvlm`;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Name, opening and saving, theme. */
export function Header({ theme, onTheme, onFile, opened }: HeaderProps): JSX.Element {
	const input = useRef<HTMLInputElement>(null);
	return (
		<header className="header">
			<h1>LVLM-Interpret</h1>
			<p className="tagline">Why did this vision-language model say that?</p>
			<div className="tools">
				<button type="button" onClick={() => input.current?.click()}>
					Open session
				</button>
				<input
					ref={input}
					type="file"
					accept=".lvlm"
					aria-label="Session file"
					hidden
					onChange={(event) => {
						const [file] = event.target.files ?? [];
						if (file) onFile(file);
						event.target.value = "";
					}}
				/>
				<button type="button" disabled={!opened} onClick={() => opened && save(opened)}>
					Save session
				</button>
				<label>
					<span className="visually-hidden">Theme</span>
					<select value={theme} onChange={(event) => onTheme(event.target.value as Theme)}>
						<option value="system">System theme</option>
						<option value="light">Light</option>
						<option value="dark">Dark</option>
					</select>
				</label>
			</div>
		</header>
	);
}
