import type { StorybookConfig } from "@storybook/react-vite";

const config: StorybookConfig = {
	stories: ["../stories/**/*.mdx", "../stories/**/*.stories.tsx"],
	addons: ["@storybook/addon-docs", "@storybook/addon-a11y"],
	framework: "@storybook/react-vite",
	core: { disableTelemetry: true, disableWhatsNewNotifications: true },
	viteFinal: (vite) => ({
		...vite,
		resolve: { ...vite.resolve, conditions: ["lvlm-source", "browser", "import", "module", "default"] },
	}),
};

export default config;
