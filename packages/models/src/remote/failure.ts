import { type DownloadFailure, LvlmError } from "@lvlm-interpret/core";

/** What an answer of a server means for the reader. */
interface Meaning {
	readonly reason: DownloadFailure;
	readonly message: string;
	readonly hint: string;
}

const tokenHint =
	"Set HF_TOKEN to a token with read access (huggingface.co/settings/tokens), or name its variable with --token-env.";

/**
 * What a status says. The Hub answers 401 for a repository that does not exist when no token was sent, so that nobody can
 * probe for private names; `x-error-code` tells more where it is there.
 */
function meaningOf(what: string, status: number, headers: Headers, hasToken: boolean): Meaning {
	const code = headers.get("x-error-code");
	if (code === "GatedRepo" || (status === 403 && code === null)) {
		return {
			reason: "gated",
			message: `Access to ${what} is restricted.`,
			hint: `Accept its terms on its page of the Hub while logged in${hasToken ? "; the token must belong to that account and may read gated repositories" : `. ${tokenHint}`}.`,
		};
	}
	if (code === "RevisionNotFound") {
		return {
			reason: "not-found",
			message: `There is no such revision of ${what}.`,
			hint: "A branch, a tag or a commit (40 hexadecimal digits) is needed.",
		};
	}
	if (status === 401) {
		return {
			reason: "unauthorized",
			message: hasToken
				? `The token was not accepted for ${what}.`
				: `${what} does not exist, or needs a token to be seen.`,
			hint: hasToken ? `It may have expired. ${tokenHint}` : `Check the spelling of the name. ${tokenHint}`,
		};
	}
	if (status === 403) {
		return { reason: "gated", message: `The server refuses access to ${what}.`, hint: tokenHint };
	}
	if (status === 404) {
		return {
			reason: "not-found",
			message: `${what} does not exist.`,
			hint: "Check the spelling; a model of the Hub is named organisation/name.",
		};
	}
	if (status === 429) {
		const wait = retryAfterSeconds(headers);
		return {
			reason: "rate-limited",
			message: `The server asks to wait before ${what} is fetched.`,
			hint: `Try again ${wait === undefined ? "in a few minutes" : `in ${Math.ceil(wait)} s`}; with a token the limit is higher.`,
		};
	}
	return {
		reason: "server",
		message: `The server failed on ${what} (status ${status}).`,
		hint: "What was loaded is kept: try again later.",
	};
}

/** Seconds that `Retry-After` asks for (a number or a date), if it is there and can be read. */
export function retryAfterSeconds(headers: Headers): number | undefined {
	const text = headers.get("retry-after");
	if (text === null) return undefined;
	const seconds = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
	return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

/** The address without its query: signed addresses are secrets. */
export function shownUrl(url: string): string {
	return url.split(/[?#]/)[0] as string;
}

/** The error for an answer that is no success. @param what  For the message, e.g. `"org/name"`. */
export function refused(
	what: string,
	url: string,
	status: number,
	headers: Headers,
	hasToken: boolean,
): LvlmError<"download-failed"> {
	const { reason, message, hint } = meaningOf(what, status, headers, hasToken);
	const wait = retryAfterSeconds(headers);
	return new LvlmError(
		"download-failed",
		message,
		{ url: shownUrl(url), reason, status, ...(wait === undefined ? {} : { retryAfterSeconds: wait }) },
		{ hint },
	);
}

/** The error for everything that is no answer of a server. */
export function downloadFailed(
	reason: DownloadFailure,
	url: string,
	message: string,
	options: { hint?: string; cause?: unknown } = {},
): LvlmError<"download-failed"> {
	return new LvlmError("download-failed", message, { url: shownUrl(url), reason }, options);
}
