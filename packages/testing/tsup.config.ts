import { preset } from "@lvlm-interpret/tools/tsup";

export default preset(
	{
		index: "src/index.ts",
		node: "src/node.ts",
		vitest: "src/vitest.ts",
		"operator-cases": "src/operator-cases/index.ts",
	},
	// node:test has no name without the protocol.
	{ removeNodeProtocol: false },
);
