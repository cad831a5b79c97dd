import { expect, it } from "vitest";
// @ts-expect-error: a plain script.
import { pageScript, pageScripts } from "../../packages/ui/scripts/elements-script.mjs";
// @ts-expect-error: a plain script.
import { budgets, entrySize } from "../../packages/ui/scripts/sizes.mjs";

it.each(Object.entries<number>(budgets))(
	"ui's entry %s has at most %d bytes, gzipped, without React",
	async (name, budget) => {
		const { bytes } = await entrySize(name);
		expect(bytes).toBeLessThanOrEqual(budget);
	},
);

it("loads the table twin later", async () => {
	expect((await entrySize("index")).loadsLater).toBeGreaterThan(0);
});

it.each(Object.entries<{ budget: number }>(pageScripts))(
	"%s.js has at most its bytes, gzipped, with all that it needs",
	async (name, { budget }) => {
		expect((await pageScript(name)).bytes).toBeLessThanOrEqual(budget);
	},
);
