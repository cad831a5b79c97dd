import { defineConfig } from "vitest/config";
import config from "./vitest.config.js";

/** The same views on React 18: one of each. */
export default defineConfig({
	...config,
	cacheDir: "node_modules/.vite-react-18",
	resolve: {
		...config.resolve,
		alias: [
			{ find: /^react(\/.*)?$/, replacement: "react-18$1" },
			{ find: /^react-dom(\/.*)?$/, replacement: "react-dom-18$1" },
		],
	},
	test: {
		...config.test,
		name: "ui-react-18",
		include: (config.test?.include ?? []).length > 0 ? ["tests/react-18.test.tsx"] : [],
	},
});
