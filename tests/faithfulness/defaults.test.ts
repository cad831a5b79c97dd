import { readFileSync } from "node:fs";
import { main } from "@lvlm-interpret/cli";
import { resolveOptions } from "@lvlm-interpret/core";
import { relevancy } from "@lvlm-interpret/explainers";
import { describe, expect, it } from "vitest";
import { meanAttentionEvidence } from "../../packages/ui/src/attention/token-to-image.js";
import { causalEvidence } from "../../packages/ui/src/causal/causal-controls.js";
import { mapEvidence, preferredMap } from "../../packages/ui/src/relevance/map-settings.js";

/** Area between deletion and insertion on right answers, by method, as the page writes it. */
const written = (() => {
	const page = readFileSync(new URL("../../docs/faithfulness.md", import.meta.url), "utf8");
	const [, section = ""] = page.split("\n### Right answers\n");
	const rows = section.split("\nLargest area between the curves")[0]?.matchAll(/^\| ([\w-]+) +\| \**(−?[\d.]+) \[/gm);
	return new Map([...(rows ?? [])].map(([, method, area]) => [method as string, area as string]));
})();
const nats = (area: string | undefined): number => Number(area?.replace("−", "-"));

describe("what is shown unasked follows from the table of docs/faithfulness.md, and says so", () => {
	it("reads the table", () => {
		expect(written.size).toBeGreaterThan(15);
		expect(written.get("random")).toBeDefined();
	});

	it("relevancy's default map and mode are those on which the answer depends most, of all methods", () => {
		const { map, mode } = resolveOptions("relevancy", relevancy().options, {});
		const best = Math.max(...[...written.values()].map(nats));
		expect(nats(written.get(`relevancy-${map}-${mode}`))).toBe(best);
		for (const { description } of [relevancy().options.map, relevancy().options.mode]) {
			for (const [figure] of description.matchAll(/−?\d\.\d\d(?= nats, docs|(?=\)))/g)) {
				expect([...written.values()]).toContain(figure);
			}
		}
		expect(relevancy().options.map.description).toContain(`${written.get(`relevancy-${map}-${mode}`)} nats`);
	});

	it("the views know the same figures, and show the best of what is there first", () => {
		const found = Object.fromEntries(
			[...written].flatMap(([method, area]) =>
				/^relevancy-|^rollout/.test(method) ? [[method.replace("relevancy-", "").replace("-", " "), nats(area)]] : [],
			),
		);
		expect(mapEvidence).toEqual(found);
		const results = ["llama hybrid", "composed exact", "llama exact"].map((name) => {
			const [map, mode] = name.split(" ");
			return { method: "relevancy", options: { map, mode, seed: "logit" }, tensors: {} };
		});
		expect(preferredMap(results as never)).toBe(1);
	});

	it("attention is shown as the mean of all layers, which is better than the last", () => {
		expect(nats(written.get("attention"))).toBeGreaterThan(nats(written.get("attention-last")));
		for (const method of ["attention", "attention-last"]) {
			expect(meanAttentionEvidence).toContain(written.get(method));
		}
	});

	it("the causal view says how little answers depend on what it finds", () => {
		expect(causalEvidence).toContain(`is ${written.get("causal")} nats`);
		expect(Math.abs(nats(written.get("causal")))).toBeLessThan(0.1);
	});

	it("the command line's help names the default and the figures of all methods", async () => {
		let help = "";
		const out = (text: string) => {
			help += text;
		};
		const terminal = { out, err: out, isInteractive: false, columns: 400 };
		await main(["explain", "--help"], terminal, new AbortController().signal);
		const line = help.replace(/\s+/g, " ");
		expect(line).toMatch(/--method <name> how to explain; [^()]*\(choices: [^()]*, default: "relevancy"\)/);
		for (const method of ["relevancy-composed-exact", "attention", "rollout", "causal", "centre"]) {
			expect(line).toContain(`${written.get(method)} nats`);
		}
	});
});
