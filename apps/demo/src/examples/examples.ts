/** A session that the site brings. */
export interface Example {
	readonly id: string;
	readonly title: string;
	/** Beside `index.json`. */
	readonly file: string;
	readonly bytes: number;
	readonly question: string;
	readonly answer: string;
	/** What would have been right. */
	readonly expected: string;
	/** The picture in words. */
	readonly alt: string;
	/** Id of a tour through it. */
	readonly tour?: string;
}

const folder = "examples/";

/** @throws {Error} when the index cannot be had. */
export async function loadExamples(signal?: AbortSignal): Promise<readonly Example[]> {
	const response = await fetch(`${folder}index.json`, signal ? { signal } : {});
	if (!response.ok) throw new Error(`The list of examples could not be loaded: ${response.status}.`);
	return ((await response.json()) as { examples: Example[] }).examples;
}

export function addressOf({ file }: Example): string {
	return folder + file;
}
