/** The part of a Hub id: letters, digits, "-", "_", ".", at most 96 characters, as the Hub allows. */
const part = /^[A-Za-z0-9_](?:[\w.-]{0,94}[A-Za-z0-9_])?$/;

/** Whether the text has the form of a Hub id, "organisation/name". A folder of that name would be meant first. */
export function isHubId(text: string): boolean {
	const parts = text.split("/");
	return parts.length === 2 && parts.every((one) => part.test(one) && !one.includes("--") && !one.includes(".."));
}

/** Whether the text is a whole commit: nothing need be asked to know what it means. */
export function isCommit(revision: string): boolean {
	return /^[0-9a-f]{40}$/.test(revision);
}

/** A plain relative name with "/" between parts: a list of files must not lead out of the model's folder. */
export function isPlainPath(name: string): boolean {
	return (
		name !== "" &&
		!name.includes("\\") &&
		!name.includes(":") &&
		name.split("/").every((one) => one !== "" && one !== "." && one !== "..")
	);
}
