import type { Theme } from "@lvlm-interpret/ui";
import { saveFile } from "@lvlm-interpret/ui/session";
import { type JSX, useRef } from "react";
import type { Opened } from "../document/opened.js";
import { workBytes } from "../runs/work-file.js";
import { standalonePage } from "../standalone/export-page.js";
import { failureOf } from "./failure.js";
import { useWork } from "./work.js";

export interface HeaderProps {
	readonly theme: Theme;
	readonly onTheme: (theme: Theme) => void;
	readonly onFile: (file: File) => void;
	readonly opened: Opened | undefined;
	/** Left out where there is no link to share. */
	readonly onShare?: () => void;
	/** Whether many questions are shown instead of one answer; undefined where none can be asked. */
	readonly batch?: { readonly isShown: boolean; readonly onChange: (isShown: boolean) => void };
}

/** Name, opening and saving, theme. */
export function Header({ theme, onTheme, onFile, opened, onShare, batch }: HeaderProps): JSX.Element {
	const { library, engine, isReadOnly } = useWork();
	const input = useRef<HTMLInputElement>(null);
	const save = async ({ run: { origin } }: Opened): Promise<void> => {
		const name = origin.kind === "file" ? origin.name : `${origin.kind === "example" ? origin.id : "session"}.lvlm`;
		saveFile(new Blob([await workBytes(library)], { type: "application/zip" }), name);
	};
	const savePage = async ({ run }: Opened): Promise<void> => {
		try {
			const page = await standalonePage(library);
			const name = run.origin.kind === "example" ? run.origin.id : "session";
			saveFile(new Blob([page], { type: "text/html" }), `${name}.html`);
		} catch (error) {
			engine.say({ kind: "failure", ...failureOf(error) });
		}
	};
	return (
		<header className="header">
			<h1>LVLM-Interpret</h1>
			<p className="tagline">Why did this vision-language model say that?</p>
			<div className="tools">
				{batch && (
					<button type="button" aria-pressed={batch.isShown} onClick={() => batch.onChange(!batch.isShown)}>
						Batch
					</button>
				)}
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
				<button type="button" name="save-session" disabled={!opened} onClick={() => opened && void save(opened)}>
					Save session
				</button>
				{onShare && (
					<button type="button" disabled={!opened} onClick={onShare}>
						Share
					</button>
				)}
				{!isReadOnly && (
					<button type="button" disabled={!opened} onClick={() => opened && void savePage(opened)}>
						Save as page
					</button>
				)}
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
