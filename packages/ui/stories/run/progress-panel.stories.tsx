import type { Progress } from "@lvlm-interpret/core";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { type JSX, useState } from "react";
import { expect, within } from "storybook/test";
import { endProgress, type PhaseProgress, ProgressPanel, trackProgress } from "../../src/controls.js";

const report = (
	phase: Progress["phase"],
	done: number,
	total?: number,
	unit: Progress["unit"] = "tokens",
): Progress => ({
	phase,
	done,
	unit,
	...(total === undefined ? {} : { total }),
});

/** Reports at these times, in milliseconds. */
function run(...reports: readonly (readonly [number, Progress])[]): readonly PhaseProgress[] {
	return reports.reduce<readonly PhaseProgress[]>((phases, [at, one]) => trackProgress(phases, one, at), []);
}

const download = [
	[0, report("download", 0, 25_100_000, "bytes")],
	[1000, report("download", 2_510_000, 25_100_000, "bytes")],
	[
		2000,
		{
			...report("download", 5_020_000, 25_100_000, "bytes"),
			file: { name: "model.safetensors", done: 5_000_000, total: 20_000_000 },
		},
	],
] as const;

const answering = [
	[0, report("load", 3, 3, "files")],
	[900, report("encode", 1, 1, "steps")],
	[1000, report("prefill", 0, 620)],
	[1400, report("prefill", 620, 620)],
	[1500, report("decode", 1, 32)],
	[2500, report("decode", 9, 32)],
] as const;

const meta = {
	title: "Run/ProgressPanel",
	component: ProgressPanel,
	args: { phases: run(...download), now: () => 2000 },
} satisfies Meta<typeof ProgressPanel>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Downloading: Story = {
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(view.getByText("5.0 of 25.1 MB")).toBeVisible();
		expect(view.getByText("about 8 s left")).toBeVisible();
		expect(view.getByRole("progressbar", { name: "Loading the model" })).toHaveAttribute("value", "0.2");
		expect(view.getByText("model.safetensors: 5.0 of 20.0 MB")).toBeVisible();
		expect(await view.findByText("Loading the model: 5.0 of 25.1 MB, about 8 s left.")).toBeInTheDocument();
	},
};

export const Answering: Story = {
	args: { phases: run(...answering), now: () => 2600 },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(view.getByText("9 of 32 tokens")).toBeVisible();
		expect(view.getByText("about 3 s left")).toBeVisible();
		expect(view.getByText("done in 0.4 s")).toBeVisible();
	},
};

export const Explaining: Story = {
	args: {
		phases: [...endProgress(run(...answering), "done", 4000), ...run([4100, report("explain", 2, undefined, "steps")])],
		now: () => 4500,
	},
};

export const Stopped: Story = { args: { phases: endProgress(run(...answering), "stopped", 3000), now: () => 3000 } };

export const Failed: Story = { args: { phases: endProgress(run(...download), "failed", 3000), now: () => 3000 } };

export const Empty: Story = { args: { phases: [] } };

/** However fast reports come, a screen reader hears of them at most every five seconds. */
export const Announced: Story = {
	render: () => <Fast />,
	play: async ({ canvasElement }) => {
		const said = new Set<string>();
		const status = within(canvasElement).getByRole("status");
		const shown = new Set<string>();
		const begin = performance.now();
		while (performance.now() - begin < 1500) {
			if (status.textContent) said.add(status.textContent);
			shown.add(canvasElement.querySelector(".lvlm-phase-amount")?.textContent ?? "");
			await new Promise((done) => setTimeout(done, 20));
		}
		expect(shown.size).toBeGreaterThan(4);
		expect(said.size).toBe(1);
	},
};

function Fast(): JSX.Element {
	const [phases, setPhases] = useState<readonly PhaseProgress[]>([]);
	const [count, setCount] = useState(0);
	if (count < 40) {
		setTimeout(() => {
			setPhases(trackProgress(phases, report("decode", count, 40), performance.now()));
			setCount(count + 1);
		}, 50);
	}
	return <ProgressPanel phases={phases} />;
}
