import type { Progress } from "@lvlm-interpret/core";
import type { DeviceLimits } from "../estimate/device-limits.js";
import type { ExplainCommandOptions } from "../estimate/explain-command.js";
import type { ModelFamily } from "../families/family.js";
import type { ModelStore } from "../remote/model-store.js";
import type { Connection } from "../remote/request.js";

/** How a model that is not on this machine is found, judged and stored. */
export interface SourceOptions extends Connection {
	/** Branch, tag or commit of a Hub id. Default "main". */
	readonly revision?: string;
	/** Only what was stored before. Default: HF_HUB_OFFLINE in Node, false in a browser. */
	readonly offline?: boolean;
	/** Address of the Hub. Default: HF_ENDPOINT in Node, else https://huggingface.co. */
	readonly endpoint?: string;
	/** Default: the Hub's shared cache in Node, the origin's private file system in a browser. */
	readonly store?: ModelStore;
	/** Where it will run, when `limits` does not say. Default "cpu". */
	readonly device?: string;
	/** What that place can take. A model that does not fit is refused before a weight is fetched. Default: free memory and disk in Node. */
	readonly limits?: DeviceLimits;
	/** For the command that a refusal names. */
	readonly question?: Pick<ExplainCommandOptions, "image" | "question" | "method" | "out">;
	readonly families?: readonly ModelFamily[];
	/** Phase "download". */
	readonly onProgress?: (progress: Progress) => void;
	readonly signal?: AbortSignal;
}
