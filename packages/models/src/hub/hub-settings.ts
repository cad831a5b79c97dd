import { nodeModule } from "../platform/node-module.js";
import { publicHub } from "./hub-model.js";

/** What the environment says about the Hub. */
export interface HubSettings {
	readonly endpoint: string;
	/** Folder of the cache that Python's tools share. */
	readonly cacheFolder: string;
	readonly token: string | undefined;
	readonly offline: boolean;
}

const isTrue = (value: string | undefined): boolean => ["1", "true", "yes", "on"].includes((value ?? "").toLowerCase());

/**
 * Reads the settings as Python's huggingface_hub does: HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_HUB_OFFLINE, HF_TOKEN, and the
 * token that `hf auth login` wrote (Node only).
 *
 * @param environment  Default the process's.
 * Source: huggingface_hub 1.33, constants.py and utils/_auth.py.
 */
export function hubSettings(environment: Readonly<Record<string, string | undefined>> = process.env): HubSettings {
	const { join, resolve } = nodeModule("node:path");
	const { homedir } = nodeModule("node:os");
	const at = (path: string): string => resolve(path.replace(/^~(?=$|[/\\])/, homedir()));
	const home = at(environment.HF_HOME || join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "huggingface"));
	const cacheFolder = at(environment.HF_HUB_CACHE || environment.HUGGINGFACE_HUB_CACHE || join(home, "hub"));
	return {
		endpoint: (environment.HF_ENDPOINT || publicHub).replace(/\/+$/, ""),
		cacheFolder,
		token: tokenOf(environment, environment.HF_TOKEN_PATH ? at(environment.HF_TOKEN_PATH) : join(home, "token")),
		offline: isTrue(environment.HF_HUB_OFFLINE || environment.TRANSFORMERS_OFFLINE),
	};
}

function tokenOf(environment: Readonly<Record<string, string | undefined>>, path: string): string | undefined {
	const clean = (text: string | undefined): string | undefined => text?.replaceAll(/[\r\n]/g, "").trim() || undefined;
	const given = clean(environment.HF_TOKEN ?? environment.HUGGING_FACE_HUB_TOKEN);
	if (given || isTrue(environment.HF_HUB_DISABLE_IMPLICIT_TOKEN)) return given;
	try {
		return clean(nodeModule("node:fs").readFileSync(path, "utf8"));
	} catch {
		// No one logged in on this machine.
		return undefined;
	}
}
