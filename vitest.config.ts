import { defineConfig } from "vitest/config";

// Workspace packages resolve to their sources (condition "lvlm-source"), so tests need no build.
const conditions = ["lvlm-source", "node", "import", "module", "default"];

export default defineConfig({
	resolve: { conditions },
	ssr: { resolve: { conditions, externalConditions: ["node", "import", "default"] } },
	test: {
		include: ["packages/*/src/**/*.test.ts", "tests/**/*.test.ts"],
		testTimeout: 60_000,
		hookTimeout: 120_000,
		pool: "forks",
		maxWorkers: 2,
	},
});
