import { type JSX, useId, useLayoutEffect, useRef, useState } from "react";
import { Glyph } from "../controls/glyph.js";
import { type CommonProps, Root } from "../theme/root.js";
import { sessionStyles } from "../theme/styles-session.js";
import { CopyField } from "./copy-field.js";
import { FrameOptions, type FramePart } from "./frame-options.js";
import { type LinkState, writeLink } from "./link.js";
import { linkContents } from "./link-contents.js";
import { hasTextsOfItsOwn, shareLink } from "./share-link.js";

export interface ShareDialogProps extends CommonProps {
	readonly isOpen: boolean;
	/** Esc, the button, or a click beside the dialog. */
	readonly onClose: () => void;
	/** What the link shall say. Its question and answer are what a person may put into it: without the switch they are left out. */
	readonly state: LinkState;
	/** Of the page that opens the link; what stands behind its "#" is left out. Default: the page that shows the dialog. */
	readonly address?: string;
	/** Whether this browser keeps the picture by its hash, so that the link opens it here. Default true. */
	readonly isPictureKept?: boolean;
	/** Address of a frame. Default: `address` with the link of the state, whose `theme` and `hide` are those of the frame. */
	readonly frameAddress?: (state: LinkState) => string;
	/** What a frame may leave out. Default: nothing. */
	readonly frameParts?: readonly FramePart[];
	/** Read aloud in place of a frame. Default "An answer of a vision-language model, explained". */
	readonly frameTitle?: string;
	/** Default: the clipboard. */
	readonly onCopy?: (text: string) => void | Promise<void>;
	/** Default "Share". */
	readonly title?: string;
}

const withoutFragment = (address: string): string => address.replace(/#.*$/s, "");

/**
 * The link to what is looked at, what it gives away, and the code of a frame. Question and answer stay out of the link until a person
 * puts them in; those of an example or of a hosted session come with it. What is said of the link is read back from the link.
 */
export function ShareDialog(props: ShareDialogProps): JSX.Element {
	const { isOpen, onClose, title = "Share" } = props;
	const id = useId();
	const dialog = useRef<HTMLDialogElement>(null);
	useLayoutEffect(() => {
		const box = dialog.current;
		if (!box || !isOpen) return;
		box.showModal();
		box.querySelector<HTMLElement>("[data-first]")?.focus();
		// Gives the focus back to what had it.
		return () => box.close();
	}, [isOpen]);
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={sessionStyles}>
			{/* biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it too, which the browser brings. */}
			<dialog
				ref={dialog}
				className="lvlm-dialog"
				aria-labelledby={`${id}-title`}
				onClose={onClose}
				onClick={(event) => {
					// Its box is filled by what is in it: what is pressed on the dialog itself is the ground around it.
					if (event.target === event.currentTarget) dialog.current?.close();
				}}
			>
				{isOpen && (
					<div className="lvlm-dialog-body">
						<div className="lvlm-dialog-head">
							<h2 id={`${id}-title`} className="lvlm-view-title">
								{title}
							</h2>
							<button
								type="button"
								className="lvlm-button lvlm-icon"
								aria-label="Close"
								onClick={() => dialog.current?.close()}
							>
								<Glyph name="close" />
							</button>
						</div>
						<Contents {...props} />
					</div>
				)}
			</dialog>
		</Root>
	);
}

/** What an open dialog holds: made anew each time, so that nothing is put into a link because it was put into the last one. */
function Contents(props: ShareDialogProps): JSX.Element {
	const {
		state,
		isPictureKept,
		frameParts = [],
		onCopy = (text: string) => navigator.clipboard.writeText(text),
	} = props;
	const address = withoutFragment(props.address ?? location.href);
	const [withTexts, setWithTexts] = useState(false);
	const { state: linked, fragment, tooLong } = shareLink(state, withTexts);
	const texts = [state.question && "question", state.answer && "answer"].filter(Boolean).join(" and ");
	return (
		<>
			<CopyField
				label="Link"
				action="Copy link"
				done="Link copied."
				text={`${address}${fragment}`}
				rows={2}
				onCopy={onCopy}
				isFirst
			/>
			<ul className="lvlm-contents" aria-label="What the link holds">
				{linkContents(linked, isPictureKept).map(({ what, isIncluded, sentence }) => (
					<li key={what} className="lvlm-note" data-included={isIncluded}>
						<Glyph name={isIncluded ? "check" : what === "picture" ? "warning" : "less"} />
						<span>{sentence}</span>
					</li>
				))}
			</ul>
			{texts && !hasTextsOfItsOwn(state) && (
				<label className="lvlm-switch">
					<input type="checkbox" checked={withTexts} onChange={(event) => setWithTexts(event.target.checked)} />
					{`Put the ${texts} into the link`}
				</label>
			)}
			{tooLong.length > 0 && (
				<p className="lvlm-hint" data-kind="error" role="alert">
					{`Too long for a link, and left out: the ${tooLong.join(" and the ")}. Share the session file to give all of it.`}
				</p>
			)}
			<p className="lvlm-hint">
				{/^https?:/i.test(address)
					? "What stands behind the # stays in the browser of whoever opens the link: it is sent to no server."
					: "This page is a file on this device: the link opens on this device only. Share the session file instead."}
			</p>
			<section className="lvlm-dialog-part" aria-label="Show it in another page">
				<h3 className="lvlm-control-title">Show it in another page</h3>
				<FrameOptions
					state={linked}
					title={props.frameTitle ?? "An answer of a vision-language model, explained"}
					parts={frameParts}
					addressOf={props.frameAddress ?? ((framed) => `${address}${writeLink(framed)}`)}
					onCopy={onCopy}
				/>
			</section>
		</>
	);
}
