import { type JSX, useEffect, useRef, useState } from "react";
import { Glyph } from "../controls/glyph.js";
import { CopyField } from "./copy-field.js";
import { FrameOptions } from "./frame-options.js";
import { writeLink } from "./link.js";
import { linkContents } from "./link-contents.js";
import type { ShareDialogProps } from "./share-dialog.js";
import { hasTextsOfItsOwn, shareLink } from "./share-link.js";

const withoutFragment = (address: string): string => address.replace(/#.*$/s, "");

/** What an open dialog holds: made anew each time, so that nothing is put into a link because it was put into the last one. */
export function ShareContents(props: ShareDialogProps): JSX.Element {
	const {
		state,
		isPictureKept,
		frameParts = [],
		onCopy = (text: string) => navigator.clipboard.writeText(text),
	} = props;
	const address = withoutFragment(props.address ?? location.href);
	const [withTexts, setWithTexts] = useState(false);
	const box = useRef<HTMLDivElement>(null);
	useEffect(() => box.current?.querySelector<HTMLElement>("[data-first]")?.focus(), []);
	const { state: linked, fragment, tooLong } = shareLink(state, withTexts);
	const texts = [state.question && "question", state.answer && "answer"].filter(Boolean).join(" and ");
	return (
		<div ref={box} className="lvlm-share">
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
		</div>
	);
}
