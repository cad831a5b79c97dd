import { type JSX, lazy, Suspense, useId, useLayoutEffect, useRef } from "react";
import { Glyph } from "../controls/glyph.js";
import { StatePanel } from "../foundation/view-status.js";
import { type CommonProps, Root } from "../theme/root.js";
import { sessionStyles } from "../theme/styles-session.js";
import type { FramePart } from "./frame-options.js";
import type { LinkState } from "./link.js";

// Loaded when it is first opened.
const ShareContents = lazy(async () => ({ default: (await import("./share-contents.js")).ShareContents }));

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
						<Suspense fallback={<StatePanel status={{ kind: "loading" }} />}>
							<ShareContents {...props} />
						</Suspense>
					</div>
				)}
			</dialog>
		</Root>
	);
}
