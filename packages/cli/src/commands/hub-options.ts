import { LvlmError } from "@lvlm-interpret/core";
import type { SourceOptions } from "@lvlm-interpret/models";
import type { Command } from "commander";

/** Where a model comes from that is no folder. */
export interface HubOptions {
	readonly revision?: string;
	readonly offline?: true;
	readonly tokenEnv?: string;
}

/** What `<model>` may be, for help texts. */
export const modelArgument =
	"folder of a Hugging Face checkpoint (config.json, *.safetensors, tokenizer.json), a Hub id (organisation/name), or the address of a folder (https://…)";

/** Adds the options to a command. */
export function addHubOptions(command: Command): Command {
	return command
		.option("--revision <name>", "Hub id: branch, tag or commit (default: main)")
		.option("--offline", "Hub id: only what was loaded before; HF_HUB_OFFLINE=1 does the same")
		.option(
			"--token-env <variable>",
			"Hub id: environment variable that holds the access token (default: HF_TOKEN, or the login of Python's tools)",
		);
}

/** The options as `openModel` takes them. @throws {LvlmError} "invalid-argument" for a variable that is not set. */
export function sourceOptionsOf({ revision, offline, tokenEnv }: HubOptions): SourceOptions {
	const token = tokenEnv === undefined ? undefined : process.env[tokenEnv]?.trim();
	if (tokenEnv !== undefined && !token) {
		throw new LvlmError("invalid-argument", `The environment variable ${tokenEnv} holds no token.`, {
			name: "--token-env",
			expected: "the name of a variable that holds a token",
			actual: tokenEnv,
		});
	}
	return {
		...(revision === undefined ? {} : { revision }),
		...(offline ? { offline } : {}),
		...(token ? { token } : {}),
	};
}
