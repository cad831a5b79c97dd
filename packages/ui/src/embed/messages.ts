import type { Selection } from "../selection/store.js";
import type { Theme } from "../theme/context.js";
import { own, readSelection, selectionMessage } from "./selection-message.js";

/** In every message; a change that older pages do not understand counts it up. */
const protocol = "lvlm-interpret/1";

/** What the page around a frame may set. */
export interface EmbedSettings {
	/** One of the views that `ready` names. */
	readonly view?: string;
	readonly theme?: Theme;
	/** Parts that are not shown: "title tools legend". */
	readonly hide?: string;
}

/** From the page to the frame. `connect` is answered by `ready`. */
export type ToFrame =
	| { readonly type: "connect"; readonly settings: EmbedSettings }
	| { readonly type: "set"; readonly settings: EmbedSettings }
	| { readonly type: "select"; readonly selection: Partial<Selection> };

/** Something went wrong in the frame. */
export interface EmbedFailure {
	/** Of an LvlmError; "unknown" otherwise. */
	readonly code: string;
	readonly message: string;
}

/** From the frame to the page. */
export type FromFrame =
	| { readonly type: "ready"; readonly view: string; readonly views: readonly string[] }
	| { readonly type: "select"; readonly selection: Selection }
	| ({ readonly type: "error" } & EmbedFailure)
	/** Pixels that the content needs. */
	| { readonly type: "resize"; readonly height: number };

function text(value: unknown, most = 1000): string | undefined {
	return typeof value === "string" && value.length <= most ? value : undefined;
}

function readSettings(value: unknown): EmbedSettings {
	const view = text(own(value, "view"));
	const theme = text(own(value, "theme"));
	const hide = text(own(value, "hide"));
	return {
		...(view === undefined ? {} : { view }),
		...(theme === "light" || theme === "dark" || theme === "system" ? { theme } : {}),
		...(hide === undefined ? {} : { hide }),
	};
}

/** The message that a frame got; undefined for anything else that pages send one another. */
export function readToFrame(data: unknown): ToFrame | undefined {
	if (own(data, "protocol") !== protocol) return undefined;
	const type = own(data, "type");
	if (type === "connect" || type === "set") return { type, settings: readSettings(own(data, "settings")) };
	return type === "select" ? { type, selection: readSelection(own(data, "selection")) } : undefined;
}

/** The message that a page got from its frame; undefined for anything else. */
export function readFromFrame(data: unknown): FromFrame | undefined {
	if (own(data, "protocol") !== protocol) return undefined;
	const type = own(data, "type");
	if (type === "ready") {
		const view = text(own(data, "view"));
		const views = own(data, "views");
		const isList = Array.isArray(views) && views.length <= 100 && views.every((one) => text(one) !== undefined);
		return view !== undefined && isList ? { type, view, views } : undefined;
	}
	if (type === "select") {
		const selection = readSelection(own(data, "selection"));
		return { type, selection: { tokens: [], regions: [], image: 0, ...selection } };
	}
	if (type === "resize") {
		const height = own(data, "height");
		return typeof height === "number" && height > 0 && height <= 20_000 ? { type, height } : undefined;
	}
	const [code, message] = [text(own(data, "code")), text(own(data, "message"), 10_000)];
	return type === "error" && code !== undefined && message !== undefined ? { type, code, message } : undefined;
}

/** As it is posted. */
export function toMessage(message: ToFrame | FromFrame): object {
	if (message.type !== "select") return { protocol, ...message };
	const { selection } = message;
	const isWhole = "tokens" in selection && "regions" in selection && "image" in selection;
	return { protocol, type: "select", selection: isWhole ? selectionMessage(selection as Selection) : selection };
}

/**
 * Origins as they are compared: exact ones alone.
 *
 * @returns The first that is none ("*", "null", an address with a path), or undefined.
 */
export function wrongOrigin(origins: readonly string[]): string | undefined {
	return origins.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
}
