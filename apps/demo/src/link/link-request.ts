import type { LinkState } from "@lvlm-interpret/ui/session";
import { failureOf } from "../app/failure.js";
import type { Draft } from "../compose/draft.js";
import { readAskSettings } from "./link-settings.js";

/** What a link wants that is no run here: to be asked, by whoever opens it. */
export interface LinkRequest {
	readonly link: LinkState;
	/** Its picture, where that could be had, its question and its settings. */
	readonly draft: Draft;
	/** What became of the picture, and what to do. */
	readonly message: string;
}

/** What to ask with for a link; its picture is fetched where it names an address. */
export async function requestOf(link: LinkState, signal: AbortSignal): Promise<LinkRequest> {
	const { picture, question = "" } = link;
	// The form for pictures is loaded with what is asked with.
	const { defaultSampling, fetchPicture, readPicture } = await import("@lvlm-interpret/ui/controls");
	const { sampling, preprocess } = readAskSettings(link.settings);
	const draft: Draft = { question, isNextTurn: false, preprocess, sampling: { ...defaultSampling, ...sampling } };
	if (picture === undefined) return { link, draft, message: "This link holds no picture. Give one, and ask." };
	if (picture.startsWith("sha256:")) {
		const message =
			"The picture of this link is not in it, and not in this browser. Settings are as they were: give the picture, and ask.";
		return { link, draft, message };
	}
	try {
		const { blob, name, address } = await fetchPicture(picture, signal);
		const image = { ...(await readPicture(blob, name, "url")), ...(address ? { address } : {}) };
		const message = "The picture of this link was loaded from its address. Ask, and what the link picks is shown.";
		return { link, draft: { ...draft, image }, message };
	} catch (error) {
		signal.throwIfAborted();
		const { message, hint } = failureOf(error);
		return { link, draft, message: [message, hint, "Or give another picture, and ask."].filter(Boolean).join(" ") };
	}
}
