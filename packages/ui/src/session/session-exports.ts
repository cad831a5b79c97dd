import type { SessionFile } from "@lvlm-interpret/core/session";
import type { ViewExport } from "../foundation/export-menu.js";
import { fileStem } from "../foundation/file-stem.js";

/** A session that can be saved, and how to get at it when somebody does. */
export interface SessionExportSource {
	/** What the files are called after. */
	readonly name: string;
	readonly session: () => SessionFile | Promise<SessionFile>;
	/** The text of `lvlm-elements.js`, for a page of its own: `async () => (await fetch(address)).text()`. Without it none is offered. */
	readonly script?: () => string | Promise<string>;
}

/** The files of a whole session for an `ExportMenu`: `.lvlm`, a page of its own, its tables. What writes them is loaded on first use. */
export function sessionExports({ name, session, script }: SessionExportSource): ViewExport[] {
	const stem = fileStem(name.replace(/\.lvlm$/i, ""), "session");
	const bytes = async (): Promise<Uint8Array<ArrayBuffer>> => {
		const [{ encodeSession }, content] = await Promise.all([import("@lvlm-interpret/core/session"), session()]);
		return encodeSession(content) as Uint8Array<ArrayBuffer>;
	};
	const page: ViewExport = {
		label: "Page of its own, HTML",
		fileName: `${stem}.html`,
		make: async () => {
			const [{ standalonePage }, text, packed] = await Promise.all([
				import("./standalone-page.js"),
				script?.() ?? "",
				bytes(),
			]);
			return new Blob([standalonePage({ title: name, session: packed, script: text })], { type: "text/html" });
		},
	};
	return [
		{
			label: "Session, LVLM",
			fileName: `${stem}.lvlm`,
			make: async () => new Blob([await bytes()], { type: "application/zip" }),
		},
		...(script ? [page] : []),
		{
			label: "Tables, CSV in a ZIP",
			fileName: `${stem}-tables.zip`,
			make: async () => {
				const [{ writeZip }, { sessionTables }, content] = await Promise.all([
					import("@lvlm-interpret/core/session"),
					import("./session-tables.js"),
					session(),
				]);
				const files = Object.entries(sessionTables(content));
				const encoder = new TextEncoder();
				const packed = writeZip(
					Object.fromEntries(files.map(([file, text]) => [file, encoder.encode(text)])),
					files.map(([file]) => file),
				);
				return new Blob([packed as Uint8Array<ArrayBuffer>], { type: "application/zip" });
			},
		},
	];
}
