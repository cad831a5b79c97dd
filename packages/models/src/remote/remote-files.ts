import { LvlmError } from "@lvlm-interpret/core";
import { checkTextSize, fileEnds, fileNotFound, type ModelFiles } from "../files/model-files.js";
import { downloadFailed } from "./failure.js";
import type { RemoteFile, RemoteModel } from "./remote-model.js";
import { requestBytes } from "./request.js";

/**
 * A model on a server as files to look into: only the ranges that are asked for are fetched. Enough for configurations and
 * the headers of weights; weights themselves are downloaded first, so `external` refuses.
 *
 * @param options.onBytes  Told of every range that was fetched.
 */
export function remoteFiles(
	model: RemoteModel,
	options: { readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void } = {},
): ModelFiles {
	const { signal, onBytes } = options;
	const find = (name: string): RemoteFile => {
		const found = model.files.find((file) => file.name === name);
		if (found) return found;
		throw fileNotFound(
			model.id,
			name,
			model.files.map((file) => file.name),
		);
	};
	const read = async (name: string, start: number, end: number): Promise<Uint8Array> => {
		const file = find(name);
		if (end > file.byteLength) throw fileEnds(name, file.byteLength, end);
		if (end === start) return new Uint8Array(0);
		const what = `"${name}" of "${model.id}"`;
		const headers = { range: `bytes=${start}-${end - 1}` };
		const isWhole = start === 0 && end === file.byteLength;
		const cannot = (): Error =>
			downloadFailed("server", file.url, `The server does not give parts of ${what}.`, {
				hint: "A server that answers Range requests is needed.",
			});
		// A body without its range could be gigabytes, so it is looked at before it is read.
		const check = (response: Response): void => {
			if (response.status !== 206 && !isWhole) throw cannot();
		};
		const { bytes } = await requestBytes(what, file.url, { headers }, model.connection, signal, check);
		onBytes?.(bytes.length);
		if (bytes.length !== end - start) throw fileEnds(name, start + bytes.length, end);
		return bytes;
	};
	return {
		id: model.id,
		async list() {
			return model.files.map(({ name, byteLength }) => ({ name, byteLength }));
		},
		read,
		async text(name) {
			const { byteLength } = find(name);
			checkTextSize(name, byteLength);
			return new TextDecoder().decode(await read(name, 0, byteLength));
		},
		async external(name) {
			find(name);
			throw new LvlmError(
				"capability-missing",
				`"${name}" of "${model.id}" has not been downloaded.`,
				{ owner: model.id, capability: "weights on this machine", neededBy: "a session" },
				{ hint: "Open the model with openModel, which downloads it." },
			);
		},
	};
}
