/**
 * What a link says: which session, and what is looked at. It stands in the fragment, which browsers send to no server.
 * Names are stable; a reader ignores names that it does not know and values that make no sense.
 */
export interface LinkState {
	/** Id of an example. */
	readonly example?: string;
	/** Address of a hosted `.lvlm`, relative to the page or http(s). */
	readonly session?: string;
	readonly panel?: string;
	/** Joint positions. */
	readonly tokens?: readonly number[];
	readonly layer?: number;
	readonly head?: number;
	readonly regions?: readonly number[];
}

const whole = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

function wholes(text: string): readonly number[] | undefined {
	const list = text.split(".").map(whole);
	return list.length <= 4096 && list.every((one) => one !== undefined) ? (list as number[]) : undefined;
}

const name = (text: string): string | undefined => (/^[a-z0-9-]{1,64}$/.test(text) ? text : undefined);

/** Only what a fetch may be sent to: no `javascript:`, `data:` or `file:`. */
function address(text: string): string | undefined {
	if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) return text.length > 0 && !text.startsWith("//") ? text : undefined;
	return /^https?:\/\//i.test(text) ? text : undefined;
}

/** @param fragment  With or without its "#". */
export function readLink(fragment: string): LinkState {
	const given = new URLSearchParams(fragment.replace(/^#/, ""));
	const read = <T>(key: string, parse: (text: string) => T | undefined): T | undefined => {
		const text = given.get(key);
		return text === null ? undefined : parse(text);
	};
	const found = {
		example: read("example", name),
		session: read("session", address),
		panel: read("panel", name),
		tokens: read("tokens", wholes),
		layer: read("layer", whole),
		head: read("head", whole),
		regions: read("regions", wholes),
	};
	return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** The fragment, with its "#"; "" for nothing. */
export function writeLink(state: LinkState): string {
	const out = new URLSearchParams();
	for (const key of ["example", "session", "panel", "tokens", "layer", "head", "regions"] as const) {
		const value = state[key];
		if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
		out.set(key, Array.isArray(value) ? value.join(".") : String(value));
	}
	const text = out.toString();
	return text && `#${text}`;
}
