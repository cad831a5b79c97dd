import type { HeadRef } from "../selection/store.js";

/**
 * What a link says: which session, and what is looked at. It stands in the fragment, which browsers send to no server.
 *
 * Links have no number of a version, and need none: names are stable and never take another meaning, so a link that was written stays
 * readable; a reader ignores names that it does not know and values that make no sense, so links of newer versions are read as far as they go.
 */
export interface LinkState {
	/** Id of an example of the page. */
	readonly example?: string;
	/** Address of a hosted `.lvlm`, relative to the page or http(s). */
	readonly session?: string;
	/** Address of the picture, http(s), or its content's hash: "sha256:" and 64 hexadecimal digits. */
	readonly picture?: string;
	/** Only where the sharer wants them in the link. */
	readonly question?: string;
	readonly answer?: string;
	readonly panel?: string;
	readonly theme?: "light" | "dark";
	/** Parts of the page that are left out. */
	readonly hide?: readonly string[];
	/** Joint positions. */
	readonly tokens?: readonly number[];
	readonly layer?: number;
	readonly head?: number;
	readonly heads?: readonly HeadRef[];
	/** Which picture the regions belong to. */
	readonly image?: number;
	readonly regions?: readonly number[];
	/** The host's own: short names with short values, such as `map` with `composed`. */
	readonly settings?: Readonly<Record<string, string>>;
}

const mostNumbers = 4096;
const mostCharacters = 4000;

const whole = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

/** "3.5-8.11" for 3, 5, 6, 7, 8, 11: runs that go up by one are given by their ends. */
function writeWholes(list: readonly number[]): string {
	const parts: string[] = [];
	// Nothing that is read back as another list.
	if (!list.every((one) => Number.isInteger(one) && one >= 0)) return "";
	for (let first = 0; first < list.length; ) {
		let last = first;
		while (list[last + 1] === (list[last] as number) + 1) last++;
		parts.push(last > first + 1 ? `${list[first]}-${list[last]}` : `${list[first]}`);
		first = last > first + 1 ? last + 1 : first + 1;
	}
	return parts.join(".");
}

function readWholes(text: string): readonly number[] | undefined {
	const list: number[] = [];
	for (const part of text.split(".")) {
		const [from, to, ...rest] = part.split("-").map(whole);
		if (from === undefined || rest.length > 0 || (part.includes("-") && to === undefined)) return undefined;
		const last = to ?? from;
		if (last < from || last - from + list.length >= mostNumbers) return undefined;
		for (let at = from; at <= last; at++) list.push(at);
	}
	return list;
}

/** "3_7.4_0": layer and head of each. */
function readHeads(text: string): readonly HeadRef[] | undefined {
	const heads = text.split(".").map((part) => {
		const [layer, head, ...rest] = part.split("_").map(whole);
		return layer === undefined || head === undefined || rest.length > 0 ? undefined : { layer, head };
	});
	return heads.length <= mostNumbers && heads.every((one) => one !== undefined) ? (heads as HeadRef[]) : undefined;
}

const isName = (text: string): boolean => /^[a-z0-9-]{1,64}$/.test(text);
const name = (text: string): string | undefined => (isName(text) ? text : undefined);
const words = (text: string): string | undefined =>
	text.length > 0 && text.length <= mostCharacters ? text : undefined;
const theme = (text: string): "light" | "dark" | undefined => (text === "light" || text === "dark" ? text : undefined);

function names(text: string): readonly string[] | undefined {
	const list = text.split(".");
	return list.length <= 64 && list.every(isName) ? list : undefined;
}

/** Only what a fetch may be sent to: no `javascript:`, `data:` or `file:`, and no other host without saying so. */
export function linkAddress(text: string): string | undefined {
	if (text.length > mostCharacters) return undefined;
	// Browsers leave tabs, line ends and what stands before the first letter out, and read "\" as "/".
	if (text !== text.trim() || Array.from(text).some((one) => one < " " || one === "\\")) return undefined;
	if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) return text.length > 0 && !text.startsWith("//") ? text : undefined;
	return /^https?:\/\//i.test(text) ? text : undefined;
}

function picture(text: string): string | undefined {
	return /^sha256:[0-9a-f]{64}$/.test(text) || (/^https?:/i.test(text) && linkAddress(text)) ? text : undefined;
}

type Field<T> = readonly [read: (text: string) => T | undefined, write: (value: T) => string];
const text = (read: (text: string) => string | undefined): Field<string> => [read, String];
const number: Field<number> = [whole, String];
const numbers: Field<readonly number[]> = [readWholes, writeWholes];

/** In the order in which they are written. */
const fields: { readonly [K in Exclude<keyof LinkState, "settings">]-?: Field<NonNullable<LinkState[K]>> } = {
	example: text(name),
	session: text(linkAddress),
	picture: text(picture),
	question: text(words),
	answer: text(words),
	panel: text(name),
	theme: [theme, String],
	hide: [names, (list) => list.join(".")],
	tokens: numbers,
	layer: number,
	head: number,
	heads: [readHeads, (list) => list.map(({ layer, head }) => `${layer}_${head}`).join(".")],
	image: number,
	regions: numbers,
};

/** @param fragment  With or without its "#". */
export function readLink(fragment: string): LinkState {
	const given = new URLSearchParams(fragment.replace(/^#/, ""));
	const state: Record<string, unknown> = {};
	for (const [key, [read]] of Object.entries(fields)) {
		const found = given.get(key);
		const value = found === null ? undefined : read(found);
		if (value !== undefined) state[key] = value;
	}
	const settings = [...given].filter(([key, value]) => key.startsWith("s.") && isName(key.slice(2)) && words(value));
	if (settings.length > 0) {
		state.settings = Object.fromEntries(settings.slice(0, 64).map(([key, value]) => [key.slice(2), value]));
	}
	return state;
}

/** The fragment, with its "#"; "" for nothing. What makes no sense, and would not be read, is not written. */
export function writeLink(state: LinkState): string {
	const out = new URLSearchParams();
	for (const [key, [read, write]] of Object.entries(fields) as [string, Field<unknown>][]) {
		const value = state[key as keyof LinkState];
		if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
		const written = write(value);
		if (read(written) !== undefined) out.set(key, written);
	}
	for (const [key, value] of Object.entries(state.settings ?? {}))
		if (isName(key) && words(value)) out.set(`s.${key}`, value);
	const text = out.toString();
	return text && `#${text}`;
}
