import { cp } from "node:fs/promises";
import { preset } from "@lvlm-interpret/tools/tsup";

export default preset(
	{ node: "src/node.ts", browser: "src/browser.ts", "worker-script": "src/worker-script.ts" },
	{
		// The host is plain JavaScript that a thread, process or browser's worker is started with, so it stays beside the bundle as it is.
		onSuccess: async () => cp("src/host", "dist/host", { recursive: true, filter: (path) => !path.endsWith(".json") }),
	},
);
