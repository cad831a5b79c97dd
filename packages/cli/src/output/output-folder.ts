import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The folder a command writes into, with the list of what it wrote. */
export interface OutputFolder {
	readonly path: string;
	readonly files: readonly string[];
	/** Writes one file; `name` is a plain file name. Existing files of that name are replaced. */
	write(name: string, content: string | Uint8Array): Promise<void>;
}

/** Makes the folder (and those above it) when the first file is written. */
export function outputFolder(path: string, onFile: (count: number, name: string) => void = () => {}): OutputFolder {
	const files: string[] = [];
	return {
		path,
		files,
		async write(name, content) {
			await mkdir(path, { recursive: true });
			await writeFile(join(path, name), content);
			files.push(join(path, name));
			onFile(files.length, name);
		},
	};
}
