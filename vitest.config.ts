import { defineConfig } from "vitest/config";

// Workspace packages resolve to their sources (condition "lvlm-source"), so tests need no build.
const conditions = ["lvlm-source", "node", "import", "module", "default"];

export default defineConfig({
	resolve: { conditions },
	ssr: { resolve: { conditions, externalConditions: ["node", "import", "default"] } },
	test: {
		maxWorkers: 2,
		projects: [
			{
				extends: true,
				test: {
					name: "node",
					include: [
						"packages/*/src/**/*.test.ts",
						"apps/*/src/**/*.test.ts",
						"tests/**/*.test.ts",
						"examples/write-*/**/*.test.ts",
					],
					testTimeout: 60_000,
					hookTimeout: 120_000,
					pool: "forks",
				},
			},
			// The views in a real browser.
			"packages/ui/vitest.config.ts",
			"packages/ui/vitest.react18.config.ts",
		],
	},
});
