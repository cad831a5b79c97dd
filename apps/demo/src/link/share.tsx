import { type LinkState, ShareDialog, writeLink } from "@lvlm-interpret/ui/session";
import type { JSX } from "react";
import { useWork } from "../app/work.js";
import type { Opened } from "../document/opened.js";
import { hiddenInFrames, type Part, parts } from "../embed/embed-settings.js";
import type { PanelSettings } from "../panels/panel.js";
import { linkOf } from "./use-address.js";

export interface ShareProps {
	readonly opened: Opened;
	readonly panel: string;
	readonly settings: PanelSettings;
	readonly onClose: () => void;
}

const names: Readonly<Record<Part, string>> = {
	header: "Header",
	examples: "Examples",
	question: "Picture, question and answer",
	ask: "The form to ask with",
	tabs: "The choice of panels",
};
const frameParts = parts.map((name) => ({ name, label: names[name], isShown: !hiddenInFrames.includes(name) }));

/** The page in a frame, by its parameters. */
function frameAddress({ theme, hide = [], ...state }: LinkState): string {
	const isUsual = hide.length === hiddenInFrames.length && hiddenInFrames.every((part) => hide.includes(part));
	const parameters = ["embed", theme && `theme=${theme}`, !isUsual && `hide=${hide.join(".")}`];
	return `${location.href.replace(/[?#].*$/s, "")}?${parameters.filter(Boolean).join("&")}${writeLink(state)}`;
}

/** The link to what is shown, and what it gives away. */
export function Share({ opened, panel, settings, onClose }: ShareProps): JSX.Element {
	const { library } = useWork();
	const { run } = opened;
	const isOwn = run.origin.kind !== "example" && run.origin.kind !== "hosted";
	return (
		<ShareDialog
			isOpen
			onClose={onClose}
			state={{ ...linkOf(opened, panel, settings), ...(isOwn ? { question: run.question, answer: run.answer } : {}) }}
			isPictureKept={library.isKept(run.id)}
			frameAddress={frameAddress}
			frameParts={frameParts}
		/>
	);
}
