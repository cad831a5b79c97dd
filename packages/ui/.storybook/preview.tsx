import type { Preview } from "@storybook/react-vite";
import { LvlmUiProvider, type Theme } from "../src/index.js";

const preview: Preview = {
	tags: ["autodocs"],
	globalTypes: {
		theme: {
			description: "Theme",
			toolbar: { title: "Theme", items: ["light", "dark", "system"], dynamicTitle: true },
		},
	},
	initialGlobals: { theme: "light" },
	parameters: { layout: "fullscreen" },
	decorators: [
		(Story, context) => (
			<LvlmUiProvider key={context.id} theme={context.globals.theme as Theme}>
				<main style={{ padding: 16 }}>
					<Story />
				</main>
			</LvlmUiProvider>
		),
	],
};

export default preview;
