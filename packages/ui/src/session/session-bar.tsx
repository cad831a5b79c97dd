import { type DragEvent, type JSX, type ReactNode, useId, useRef, useState } from "react";
import { Glyph } from "../controls/glyph.js";
import { ExportMenu, type ViewExport } from "../foundation/export-menu.js";
import { type CommonProps, Root } from "../theme/root.js";
import { sessionStyles } from "../theme/styles-session.js";
import { type RecentSession, RecentSessions } from "./recent-sessions.js";
import { SavedState } from "./saved-state.js";
import { sessionFailure } from "./session-failure.js";
import { SessionName } from "./session-name.js";

export interface SessionBarProps extends CommonProps {
	/** Of the session that is shown. Left out: none is. */
	readonly name?: string;
	/** Left out, it cannot be given another name. */
	readonly onRename?: (name: string) => void;
	/** When it was last saved, in milliseconds since 1970. Left out: never. */
	readonly savedAt?: number;
	/** Whether something has changed since. Default false. */
	readonly isChanged?: boolean;
	/** Saves the session: the button, and Ctrl+S inside. What it throws is said in words. */
	readonly onSave?: () => void | Promise<void>;
	/** Opens a file that was chosen or dropped. What it throws, errors of `core/session` among it, is said in words. */
	readonly onOpen?: (file: File) => void | Promise<void>;
	/** Sessions that were open before, newest first. */
	readonly recent?: readonly RecentSession[];
	readonly onOpenRecent?: (id: string) => void | Promise<void>;
	/** Opens a `ShareDialog`. */
	readonly onShare?: () => void;
	/** Files of the session: `sessionExports`. */
	readonly exports?: readonly ViewExport[];
	/** Default: the browser saves the file. */
	readonly onExport?: (blob: Blob, fileName: string) => void;
	/** What a file may be dropped on besides the bar, and Ctrl+S acts in: the views of the session. */
	readonly children?: ReactNode;
	/** Default "Session". */
	readonly title?: string;
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes("Files");

/** The session that is shown: its name, whether it is saved, and the ways to open, save, share and export it. */
export function SessionBar(props: SessionBarProps): JSX.Element {
	const { name, onRename, savedAt, isChanged = false, onSave, onOpen, recent = [], onOpenRecent, onShare } = props;
	const { exports = [], title = "Session" } = props;
	const id = useId();
	const browse = useRef<HTMLInputElement>(null);
	const newest = useRef(0);
	const [isOver, setOver] = useState(false);
	const [isMenuOpen, setMenuOpen] = useState(false);
	const [busy, setBusy] = useState<string>();
	const [failure, setFailure] = useState<string>();
	const [said, setSaid] = useState("");
	/** Does something that may take its time or fail; a later one makes an earlier one's end unimportant. */
	const attempt = async (
		words: string,
		failed: string,
		done: string,
		act: () => void | Promise<void>,
	): Promise<void> => {
		const turn = ++newest.current;
		setFailure(undefined);
		setSaid("");
		setBusy(words);
		try {
			await act();
			if (turn === newest.current) setSaid(done);
		} catch (error) {
			const why = sessionFailure(error);
			if (turn === newest.current && why) setFailure(`${failed} ${why}`);
		} finally {
			if (turn === newest.current) setBusy(undefined);
		}
	};
	const open = (file: File | undefined): void => {
		if (file && onOpen)
			void attempt(`Opening ${file.name} …`, `${file.name} was not opened.`, `${file.name} is open.`, () =>
				onOpen(file),
			);
	};
	const canSave = name !== undefined && onSave !== undefined;
	const save = (): void => {
		if (canSave) void attempt("Saving …", "The session was not saved.", "Saved.", onSave);
	};
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={sessionStyles}>
			{/* biome-ignore lint/a11y/noStaticElementInteractions: files are dropped on it, which the button does too. */}
			<div
				className="lvlm-session"
				data-over={isOver || undefined}
				onDragOver={(event) => {
					if (!onOpen || !hasFiles(event)) return;
					event.preventDefault();
					setOver(true);
				}}
				onDragLeave={(event) => {
					if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
				}}
				onDrop={(event) => {
					setOver(false);
					// A view inside may take files of its own, such as pictures.
					if (!onOpen || !hasFiles(event) || event.defaultPrevented) return;
					event.preventDefault();
					open(event.dataTransfer.files[0]);
				}}
				onKeyDown={(event) => {
					if (
						!canSave ||
						event.key.toLowerCase() !== "s" ||
						!(event.ctrlKey || event.metaKey) ||
						event.altKey ||
						event.shiftKey
					)
						return;
					event.preventDefault();
					event.stopPropagation();
					save();
				}}
			>
				{/* biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a fieldset. */}
				<div className="lvlm-session-bar" role="group" aria-labelledby={`${id}-title`}>
					<h2 id={`${id}-title`} className="lvlm-hidden">
						{title}
					</h2>
					<div className="lvlm-session-name">
						{name === undefined ? (
							<span className="lvlm-muted">No session is open</span>
						) : (
							<>
								<SessionName name={name} onRename={onRename} />
								<SavedState savedAt={savedAt} isChanged={isChanged} />
							</>
						)}
					</div>
					<div className="lvlm-tools">
						{onOpen && (
							<>
								<button type="button" className="lvlm-button lvlm-outlined" onClick={() => browse.current?.click()}>
									Open
								</button>
								<input
									ref={browse}
									type="file"
									accept=".lvlm"
									hidden
									aria-label="Session file"
									onChange={(event) => {
										const [file] = event.target.files ?? [];
										// The same file can be chosen again.
										event.target.value = "";
										open(file);
									}}
								/>
							</>
						)}
						{onOpenRecent && recent.length > 0 && (
							<RecentSessions
								sessions={recent}
								onOpen={(one) => {
									const known = recent.find((other) => other.id === one)?.name ?? "The session";
									void attempt(`Opening ${known} …`, `${known} was not opened.`, `${known} is open.`, () =>
										onOpenRecent(one),
									);
								}}
							/>
						)}
						{onSave && (
							<button
								type="button"
								className="lvlm-button lvlm-outlined"
								title="Ctrl+S"
								disabled={!canSave}
								onClick={save}
							>
								Save
							</button>
						)}
						{onShare && (
							<button
								type="button"
								className="lvlm-button lvlm-outlined"
								disabled={name === undefined}
								onClick={onShare}
							>
								<Glyph name="link" />
								Share
							</button>
						)}
						{name !== undefined && exports.length > 0 && (
							<ExportMenu items={exports} isOpen={isMenuOpen} onOpenChange={setMenuOpen} onExport={props.onExport} />
						)}
					</div>
				</div>
				{busy && (
					<div className="lvlm-partial" role="status">
						<progress className="lvlm-progress" aria-label="Working" />
						<bdi>{busy}</bdi>
					</div>
				)}
				{failure && (
					<div role="alert" className="lvlm-problem">
						<bdi>{failure}</bdi>
						<button
							type="button"
							className="lvlm-button lvlm-icon"
							aria-label="Dismiss"
							onClick={() => setFailure(undefined)}
						>
							<Glyph name="close" />
						</button>
					</div>
				)}
				<p role="status" className="lvlm-hidden">
					{said}
				</p>
				{isOver && (
					<p className="lvlm-drop-here" aria-hidden="true">
						Drop a session file to open it
					</p>
				)}
				{props.children}
			</div>
		</Root>
	);
}
