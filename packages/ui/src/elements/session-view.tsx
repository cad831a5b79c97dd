import type { RgbImage } from "@lvlm-interpret/core";
import { type JSX, useLayoutEffect, useRef, useState } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { rgbaOf } from "../canvas/rgba-of.js";
import { Segmented } from "../foundation/segmented.js";
import { StatePanel } from "../foundation/view-status.js";
import type { SelectionStore } from "../selection/store.js";
import { type CommonProps, Root } from "../theme/root.js";
import { elementStyles } from "../theme/styles-elements.js";
import { TokenStrip } from "../tokens/token-strip.js";
import type { OpenedSession } from "./open-session.js";
import { type SessionTabId, sessionTabs } from "./session-tabs.js";

export interface SessionViewProps extends CommonProps {
	/** What `openSession` gives. */
	readonly opened: OpenedSession;
	/** What is shown first. Default: the first tab that the session has something for. */
	readonly view?: SessionTabId;
	readonly onViewChange?: (view: SessionTabId) => void;
	readonly store?: SelectionStore;
}

function Picture({ image }: { readonly image: RgbImage }): JSX.Element {
	const canvas = useRef<HTMLCanvasElement>(null);
	useLayoutEffect(() => {
		if (canvas.current) drawPicture(canvas.current, rgbaOf(image));
	}, [image]);
	return (
		<canvas
			ref={canvas}
			className="lvlm-session-picture"
			role="img"
			aria-label="The picture that was asked about"
			width={image.width}
			height={image.height}
		/>
	);
}

/** A session file to read: question, answer, and one tab for each way to look at it. */
export function SessionView(props: SessionViewProps): JSX.Element {
	const { opened, onViewChange, store } = props;
	const ids = Object.keys(sessionTabs) as SessionTabId[];
	const there = ids.filter((id) => sessionTabs[id].absent(opened) === undefined);
	const wanted = props.view ?? there[0] ?? "about";
	const [chosen, setChosen] = useState<{ wanted: SessionTabId; id: SessionTabId }>();
	// A choice lasts until the page asks for another view.
	const id = chosen?.wanted === wanted ? chosen.id : wanted;
	const tab = sessionTabs[id];
	const absent = tab.absent(opened);
	const options = ids
		.filter((one) => there.includes(one) || one === id)
		.map((value) => ({ value, label: sessionTabs[value].title }));
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={elementStyles}>
			<div className="lvlm-stack">
				<div className="lvlm-session-head">
					{opened.picture && <Picture image={opened.picture} />}
					<div>
						<p className="lvlm-session-question">{opened.question}</p>
						<p className="lvlm-session-answer">{opened.session.answer.text.trim()}</p>
					</div>
				</div>
				<div className="lvlm-words">
					<TokenStrip title="Answer" tokens={opened.answer} store={store} />
				</div>
				<div className="lvlm-session-tabs">
					<Segmented
						label="View"
						options={options}
						value={id}
						onChange={(next) => {
							setChosen({ wanted, id: next });
							onViewChange?.(next);
						}}
					/>
				</div>
				{absent ? <StatePanel status={{ kind: "empty", message: absent }} /> : tab.draw(opened)}
			</div>
		</Root>
	);
}
