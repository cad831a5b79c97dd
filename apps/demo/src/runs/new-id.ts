/** 128 random bits as hex digits: a name for a run or a work. `crypto.randomUUID` is missing in pages without a secure context. */
export function newId(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
