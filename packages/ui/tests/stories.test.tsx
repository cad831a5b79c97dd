import { composeStories, setProjectAnnotations } from "@storybook/react-vite";
import axe from "axe-core";
import { configure } from "storybook/test";
import { afterEach, describe, expect, it } from "vitest";
import * as preview from "../.storybook/preview.js";
import { decidedIncomplete } from "./axe-decisions.js";

type Stories = Parameters<typeof composeStories>[0];
const files = import.meta.glob<Stories>("../stories/**/*.stories.tsx", { eager: true });
// Views load their code on first use; a slow machine must not decide whether that was in time.
import.meta.glob("../src/**/*.tsx", { eager: true });
// Nor whether a photo was read in time.
configure({ asyncUtilTimeout: 10_000 });
setProjectAnnotations([preview.default as never]);
const errors: unknown[] = [];
const original = console.error;
console.error = (...values: unknown[]): void => {
	errors.push(values.map(String).join(" "));
	original(...values);
};

afterEach(() => {
	errors.length = 0;
	document.body.replaceChildren();
});

for (const [path, module] of Object.entries(files)) {
	describe(path.replace("../stories/", ""), () => {
		for (const [name, Story] of Object.entries<{ run(context: { canvasElement: HTMLElement }): Promise<void> }>(
			composeStories(module),
		)) {
			it(name, async () => {
				const canvas = document.body.appendChild(document.createElement("div"));
				await Story.run({ canvasElement: canvas });
				// What is tested is the view, not the frame that waits for its code.
				await expect.poll(() => document.querySelector(".lvlm-pending")).toBeNull();
				// Storybook's own container is outside `canvas` where it renders by itself.
				const result = await axe.run(document.body, {
					resultTypes: ["violations", "incomplete"],
					rules: { region: { enabled: false }, "page-has-heading-one": { enabled: false } },
				});
				const list = (found: typeof result.violations): string[] =>
					found.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html} ${node.failureSummary}`));
				expect(list(result.violations)).toEqual([]);
				expect(list(result.incomplete.filter((one) => !(one.id in decidedIncomplete)))).toEqual([]);
				expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(document.documentElement.clientWidth);
				expect(errors).toEqual([]);
			});
		}
	});
}
