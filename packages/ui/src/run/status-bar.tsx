import { type JSX, useEffect, useRef, useState } from "react";
import { Glyph } from "../controls/glyph.js";
import { type CommonProps, Root } from "../theme/root.js";
import { runStyles } from "../theme/styles-run.js";

/** Something a person should know. */
export interface StatusMessage {
	/** Unique among the messages. */
	readonly id: string;
	/** Errors and warnings stay until they are dismissed; notices go by themselves. */
	readonly kind: "error" | "warning" | "notice";
	readonly text: string;
	/** What to do. */
	readonly hint?: string;
	/** For a report: code, fields, stack. Shown and copied on demand. */
	readonly details?: string;
}

export interface StatusBarProps extends CommonProps {
	readonly messages: readonly StatusMessage[];
	readonly onDismiss: (id: string) => void;
	/** How long a notice stays, in milliseconds; longer under pointer or focus. Default 8000. */
	readonly noticeMs?: number;
	/** Default: the clipboard. */
	readonly onCopy?: (text: string) => void | Promise<void>;
}

const kinds = { error: "Error", warning: "Warning", notice: "Note" } as const;
const signs = { error: "warning", warning: "warning", notice: "info" } as const;

/** Messages of a run. An error is announced at once and stays until somebody dismisses it. */
export function StatusBar(props: StatusBarProps): JSX.Element {
	const { messages, onDismiss, noticeMs = 8000 } = props;
	const { onCopy = (text: string) => navigator.clipboard.writeText(text) } = props;
	const box = useRef<HTMLUListElement>(null);
	const dismiss = (id: string): void => {
		const at = messages.findIndex((one) => one.id === id);
		onDismiss(id);
		// The next message is where the dismissed one was.
		requestAnimationFrame(() => {
			const left = box.current?.querySelectorAll<HTMLElement>("[data-dismiss]") ?? [];
			(left[Math.min(at, left.length - 1)] ?? box.current)?.focus();
		});
	};
	const errors = messages.filter(({ kind }) => kind === "error");
	const others = messages.filter(({ kind }) => kind !== "error");
	const say = (list: readonly StatusMessage[]): string =>
		list.map(({ text, hint }) => [text, hint].filter(Boolean).join(" ")).join(" ");
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={runStyles}>
			<ul ref={box} className="lvlm-status" aria-label="Messages" tabIndex={-1}>
				{messages.map((message) => (
					<StatusItem
						key={message.id}
						message={message}
						noticeMs={noticeMs}
						onDismiss={dismiss}
						onGone={onDismiss}
						onCopy={onCopy}
					/>
				))}
			</ul>
			<p role="alert" className="lvlm-hidden">
				{say(errors)}
			</p>
			<p role="status" className="lvlm-hidden">
				{say(others)}
			</p>
		</Root>
	);
}

interface StatusItemProps {
	readonly message: StatusMessage;
	readonly noticeMs: number;
	readonly onDismiss: (id: string) => void;
	/** Its time is over. */
	readonly onGone: (id: string) => void;
	readonly onCopy: (text: string) => void | Promise<void>;
}

function StatusItem({ message, noticeMs, onDismiss, onGone, onCopy }: StatusItemProps): JSX.Element {
	const { id, kind, text, hint, details } = message;
	const [isHeld, setHeld] = useState(false);
	const [isOpen, setOpen] = useState(false);
	const [copied, setCopied] = useState("");
	const gone = useRef(onGone);
	gone.current = onGone;
	useEffect(() => {
		if (kind !== "notice" || isHeld || isOpen) return;
		const timer = setTimeout(() => gone.current(id), noticeMs);
		return () => clearTimeout(timer);
	}, [id, kind, isHeld, isOpen, noticeMs]);
	const copy = async (): Promise<void> => {
		try {
			await onCopy([text, hint, details].filter(Boolean).join("\n"));
			setCopied("Copied");
		} catch {
			setOpen(true);
			setCopied("Not copied: mark the text below and copy it");
		}
	};
	return (
		<li
			className="lvlm-message"
			data-kind={kind}
			onPointerEnter={() => setHeld(true)}
			onPointerLeave={() => setHeld(false)}
			onFocus={() => setHeld(true)}
			onBlur={() => setHeld(false)}
		>
			<Glyph name={signs[kind]} />
			<div className="lvlm-message-text">
				<p>
					<strong>{kinds[kind]}: </strong>
					<bdi>{text}</bdi>
				</p>
				{hint && (
					<p className="lvlm-hint">
						<bdi>{hint}</bdi>
					</p>
				)}
				{details && (
					<div className="lvlm-tools">
						<button type="button" className="lvlm-button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
							Details
						</button>
						<button type="button" className="lvlm-button" onClick={() => void copy()}>
							<Glyph name="copy" />
							Copy details
						</button>
						<span className="lvlm-hint" role="status">
							{copied}
						</span>
					</div>
				)}
				{details && isOpen && (
					<textarea
						className="lvlm-text lvlm-code lvlm-read-only"
						readOnly
						rows={Math.min(8, details.split("\n").length + 1)}
						aria-label="Details"
						value={details}
					/>
				)}
			</div>
			<button
				type="button"
				className="lvlm-button lvlm-icon"
				data-dismiss=""
				aria-label={`Dismiss: ${text.slice(0, 60)}`}
				onClick={() => onDismiss(id)}
			>
				<Glyph name="close" />
			</button>
		</li>
	);
}
