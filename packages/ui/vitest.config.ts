import { existsSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = [process.env.CHROMIUM_PATH, ...usual].find((path) => path && existsSync(path));
if (!executablePath) console.log("ui: no Chromium found; the browser tests of the views are skipped.");

/** The views' tests: every story, and what stories cannot show, in a real browser. */
export default defineConfig({
	plugins: [react()],
	resolve: { conditions: ["lvlm-source", "browser", "import", "module", "default"] },
	optimizeDeps: {
		include: [
			"react",
			"react-dom",
			"react-dom/client",
			"react/jsx-dev-runtime",
			"react/jsx-runtime",
			"axe-core",
			"@storybook/react-vite",
			"storybook/test",
			"zustand/vanilla",
			"zustand/middleware",
		],
	},
	test: {
		name: "ui",
		include: executablePath ? ["tests/**/*.test.tsx"] : [],
		passWithNoTests: !executablePath,
		testTimeout: 30_000,
		// Views load their code on first use, which takes longer than a second on a busy machine.
		expect: { poll: { timeout: 10_000 } },
		browser: {
			enabled: true,
			headless: true,
			screenshotFailures: false,
			provider: playwright({ launchOptions: { executablePath, args: ["--no-sandbox"] } }),
			instances: [{ browser: "chromium", viewport: { width: 800, height: 900 } }],
		},
	},
});
