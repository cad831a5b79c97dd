import { isNode } from "../platform/node-module.js";
import { downloadFailed, refused, retryAfterSeconds } from "./failure.js";

/** How to talk to a server. */
export interface Connection {
	/** Default the platform's. */
	readonly fetch?: typeof fetch;
	/** Sent as a bearer token to the host of the address, and to no other. */
	readonly token?: string;
	/** Tries after the first one, for each answer that may pass (429, 5xx, no connection). Default 4. */
	readonly retries?: number;
	/** Wait before the first further try, doubled each time. Default 500 ms. */
	readonly retryDelayMs?: number;
	/** A body that sends nothing for so long is given up and continued. Default 60,000 ms. */
	readonly stallMs?: number;
}

export interface Answer {
	/** The final answer, a success. */
	readonly response: Response;
	/** Headers of the first answer: on the Hub they describe the file, while the storage behind it has its own. */
	readonly first: Headers;
	readonly wasRedirected: boolean;
}

const passing: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const longestWaitMs = 60_000;

/** Waits, or throws the signal's reason. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		if (signal?.aborted) return reject(signal.reason);
		const stop = (): void => {
			clearTimeout(timer);
			reject(signal?.reason);
		};
		const timer = setTimeout(() => {
			signal?.removeEventListener("abort", stop);
			resolve();
		}, milliseconds);
		signal?.addEventListener("abort", stop, { once: true });
	});
}

/**
 * One request with all its redirects. The token goes to the first host alone: a redirect leads to a storage whose address is signed.
 * Browsers hide the steps of a redirect, and drop the header themselves when the origin changes (Fetch, section 4.4).
 */
async function follow(url: string, init: RequestInit, connection: Connection): Promise<Answer> {
	const send = connection.fetch ?? fetch;
	const { token } = connection;
	let address = url;
	let first: Headers | undefined;
	for (let step = 0; step < 6; step++) {
		const headers = new Headers(init.headers);
		const isSameOrigin = new URL(address).origin === new URL(url).origin;
		if (token && isSameOrigin) headers.set("authorization", `Bearer ${token}`);
		const response = await send(address, { ...init, headers, redirect: isNode ? "manual" : "follow" });
		first ??= response.headers;
		const location = response.headers.get("location");
		if (!redirects.has(response.status) || location === null) {
			return { response, first, wasRedirected: step > 0 || response.redirected };
		}
		await response.body?.cancel();
		address = new URL(location, address).href;
	}
	throw downloadFailed("server", url, "The server redirects in a circle.");
}

/**
 * A request that is repeated where that may help: after 429 and 503 for as long as `Retry-After` asks (at most a minute), after
 * other failures of the server and lost connections with growing pauses.
 *
 * @param what  For messages, e.g. `"config.json" of "org/name"`.
 * @throws {LvlmError} "download-failed". @throws {DOMException} AbortError
 */
export function request(
	what: string,
	url: string,
	init: RequestInit,
	connection: Connection,
	signal?: AbortSignal,
): Promise<Answer> {
	return repeat(what, url, init, connection, signal, async (answer) => answer);
}

/** {@link request} with the whole body, for small answers: a body that is cut is asked for again. `check` may refuse before it is read. */
export function requestBytes(
	what: string,
	url: string,
	init: RequestInit,
	connection: Connection,
	signal?: AbortSignal,
	check?: (response: Response) => void,
): Promise<{ readonly bytes: Uint8Array }> {
	return repeat(what, url, init, connection, signal, async ({ response }) => {
		try {
			check?.(response);
		} catch (error) {
			await response.body?.cancel();
			throw error;
		}
		return { bytes: new Uint8Array(await response.arrayBuffer()) };
	});
}

/** {@link requestBytes} as JSON; undefined when the body is none. */
export async function requestJson(
	what: string,
	url: string,
	connection: Connection,
	signal?: AbortSignal,
): Promise<unknown> {
	const { bytes } = await requestBytes(what, url, {}, connection, signal);
	try {
		return JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		return undefined;
	}
}

async function repeat<T>(
	what: string,
	url: string,
	init: RequestInit,
	connection: Connection,
	signal: AbortSignal | undefined,
	use: (answer: Answer) => Promise<T>,
): Promise<T> {
	const { retries = 4, retryDelayMs = 500, token } = connection;
	for (let attempt = 0; ; attempt++) {
		signal?.throwIfAborted();
		let waitMs = retryDelayMs * 2 ** attempt;
		try {
			const answer = await follow(url, { ...init, ...(signal ? { signal } : {}) }, connection);
			const { response } = answer;
			if (response.ok) return await use(answer);
			await response.body?.cancel();
			const asked = retryAfterSeconds(response.headers);
			const isTooLong = asked !== undefined && asked * 1000 > longestWaitMs;
			if (!passing.has(response.status) || attempt >= retries || isTooLong) {
				throw refused(what, url, response.status, response.headers, token !== undefined);
			}
			if (asked !== undefined) waitMs = asked * 1000;
		} catch (error) {
			signal?.throwIfAborted();
			// `fetch` says TypeError for every connection that failed.
			if (!(error instanceof TypeError)) throw error;
			if (attempt >= retries) {
				throw downloadFailed(
					"network",
					url,
					`${what} cannot be loaded from ${new URL(url).host}: the connection fails.`,
					{
						hint: "Check the connection. A model that was loaded before opens without one: --offline, or HF_HUB_OFFLINE=1.",
						cause: error,
					},
				);
			}
		}
		await pause(Math.min(waitMs, longestWaitMs), signal);
	}
}
