import { isLvlmError, LvlmError } from "@lvlm-interpret/core";
import { isPlainPath } from "../hub/hub-id.js";
import { headFile } from "../remote/head.js";
import type { RemoteFile, RemoteModel } from "../remote/remote-model.js";
import { type Connection, requestJson } from "../remote/request.js";

const single = "model.safetensors";
const index = "model.safetensors.index.json";

/** A server lists no folder: these are the names that a model can have besides its shards. */
const candidates = [
	"config.json",
	"generation_config.json",
	"preprocessor_config.json",
	"processor_config.json",
	"tokenizer.json",
	"tokenizer_config.json",
	"special_tokens_map.json",
	"added_tokens.json",
	"chat_template.jinja",
	"chat_template.json",
	single,
	index,
];

async function shardNames(url: string, connection: Connection, signal?: AbortSignal): Promise<string[]> {
	const map = ((await requestJson(`"${index}"`, url, connection, signal)) as { weight_map?: object } | undefined)
		?.weight_map;
	return [...new Set(Object.values(map ?? {}))].filter(
		(name): name is string => typeof name === "string" && isPlainPath(name),
	);
}

const hexOf = (bytes: ArrayBuffer): string =>
	[...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * A model folder on any server that answers HEAD and Range requests: `https://example.org/models/shapes-llava`. Its files are looked
 * for by name; its "commit" is a hash of their names and ETags, so a changed file makes another commit.
 *
 * @throws {LvlmError} "invalid-argument" for no address of http(s), "model-not-found" without config.json, "download-failed".
 */
export async function urlFolder(
	address: string,
	options: Connection & { readonly signal?: AbortSignal } = {},
): Promise<RemoteModel> {
	const { signal, ...connection } = options;
	const id = address.replace(/\/+$/, "");
	if (!/^https?:$/.test(URL.canParse(id) ? new URL(id).protocol : "")) {
		throw new LvlmError("invalid-argument", `"${address}" is no address of a folder.`, {
			name: "source",
			expected: "https://host/folder",
			actual: address,
		});
	}
	const look = async (name: string): Promise<RemoteFile | undefined> => {
		try {
			const { commit: _, ...file } = await headFile(name, `${id}/${encodeURI(name)}`, connection, signal);
			return Number.isFinite(file.byteLength) ? file : undefined;
		} catch (error) {
			if (isLvlmError(error, "download-failed") && error.fields.reason === "not-found") return undefined;
			throw error;
		}
	};
	const found = new Map<string, RemoteFile>();
	for (const file of await Promise.all(candidates.map(look))) if (file) found.set(file.name, file);
	if (!found.has("config.json")) {
		throw new LvlmError(
			"model-not-found",
			`There is no config.json at "${id}".`,
			{ path: id, file: "config.json" },
			{ hint: "Give the address of the folder that holds config.json and the safetensors files." },
		);
	}
	if (!found.has(single) && found.has(index)) {
		const names = await shardNames(`${id}/${index}`, connection, signal);
		for (const file of await Promise.all(names.map(look))) if (file) found.set(file.name, file);
	}
	const files = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
	const text = files.map((file) => `${file.name} ${file.etag} ${file.byteLength}`).join("\n");
	const hash = hexOf(await globalThis.crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
	return { id, revision: "main", commit: hash.slice(0, 40), files, connection };
}
