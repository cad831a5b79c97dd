import type { Faithfulness } from "@lvlm-interpret/core";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { type JSX, useState } from "react";
import { expect, fireEvent, userEvent, within } from "storybook/test";
import { colour, planted } from "../../fixtures/index.js";
import { DeletionInsertionChart, FaithfulnessBadge } from "../../src/evaluate.js";

const { image, layouts, results } = colour;
const data = results.faithfulness.data!;
const map = results.relevancy.tensors.image!;
const row = map.axes[0]!.index.indexOf(3);
const values = map.tensor.data.subarray(row * 144, (row + 1) * 144);
const pictured = { values, image, imageLayout: layouts[0]! };

const meta = {
	title: "Evaluate/Faithfulness",
	component: DeletionInsertionChart,
	args: { data, ...pictured },
} satisfies Meta<typeof DeletionInsertionChart>;

export default meta;
type Story = StoryObj<typeof meta>;

/** Scrubbing takes patches from the picture, in the order of the map. */
export const Curves: Story = {
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const slider = await view.findByRole("slider", { name: "Removed" });
		const deletion = data.curves.find(({ ranking, order }) => ranking === 0 && order === "deletion")!;
		fireEvent.change(slider, { target: { value: "7" } });
		const point = deletion.points[7]!;
		expect(slider).toHaveAttribute(
			"aria-valuetext",
			expect.stringContaining(`${Math.round((100 * point.removed) / 144)} %`),
		);
		expect(view.getByText(new RegExp(`With the ${point.removed} highest ranked removed`))).toBeVisible();
		const picture = view.getByRole("img", { name: `The picture without the ${point.removed} highest ranked patches` });
		// The highest ranked patch is gone, the lowest is there.
		const pixel = (region: number): number[] => {
			const rect = layouts[0]!.regions[region]!;
			const [x, y] = [Math.round(rect.x) + 3, Math.round(rect.y) + 2];
			return [...picture.querySelector("canvas")!.getContext("2d")!.getImageData(x, y, 1, 1).data.slice(0, 3)];
		};
		const original = (region: number): number[] => {
			const rect = layouts[0]!.regions[region]!;
			const at = 3 * ((Math.round(rect.y) + 2) * image.width + Math.round(rect.x) + 3);
			return [...image.data.slice(at, at + 3)];
		};
		const ranked = Array.from(values, (_, region) => region).sort((a, b) => values[b]! - values[a]!);
		expect(pixel(ranked[0]!)).not.toEqual(original(ranked[0]!));
		expect(pixel(ranked[143]!)).toEqual(original(ranked[143]!));
		await userEvent.click(view.getByRole("button", { name: "Lowest first" }));
		expect(pixel(ranked[0]!)).toEqual(original(ranked[0]!));
		await userEvent.click(view.getByRole("button", { name: "Table" }));
		const table = await view.findByRole("table", undefined, { timeout: 8000 });
		expect(within(table).getAllByRole("row")).toHaveLength(1 + deletion.points.length);
	},
};
/** The planted failure. */
export const PlantedFailure: Story = {
	args: { data: planted.results.faithfulness.data!, values: undefined, image: undefined, imageLayout: undefined },
};
const stopped: Faithfulness = {
	...data,
	areas: undefined,
	random: { areas: [], tops: [] },
	curves: data.curves.slice(0, 2).map((curve) => ({ ...curve, points: curve.points.slice(0, 5) })),
};
/** What an abort leaves: the points that came. */
export const Partial: Story = {
	args: { data: stopped, status: { kind: "partial", message: "10 of 110 replays", share: 10 / 110 } },
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText(/Stopped early: 5 points so far, no area/)).toBeVisible();
	},
};
export const Empty: Story = { args: { data: { ...stopped, curves: [] } } };
export const Loading: Story = { args: { status: { kind: "loading", message: "Measuring …", share: 0.2 } } };
export const Failed: Story = { args: { status: { kind: "error", message: "The session was closed." } } };

/** A number beside its baseline, and what it means; a click opens the curve. */
export const Badge: StoryObj<typeof FaithfulnessBadge> = {
	render: (args) => <FaithfulnessBadge {...args} />,
	args: { data, ...pictured },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const badge = await view.findByRole("button", {
			name: /2\.45 nats.*better than random.*5 random rankings: .* ± .*; 110 replays/,
		});
		expect(view.getByText(data.verdict)).toBeVisible();
		expect(badge).toHaveAttribute("aria-expanded", "false");
		await userEvent.click(badge);
		expect(await view.findByRole("heading", { name: "What goes with the patches" })).toBeVisible();
		await userEvent.click(badge);
		expect(view.queryByRole("heading", { name: "What goes with the patches" })).toBeNull();
	},
};
function Unmeasured(): JSX.Element {
	const [progress, setProgress] = useState<number>();
	return <FaithfulnessBadge cost="110 replays, some 4 s" onMeasure={() => setProgress(0.3)} progress={progress} />;
}
export const NotMeasured: StoryObj<typeof FaithfulnessBadge> = {
	render: () => <Unmeasured />,
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(await view.findByText("Not measured")).toBeVisible();
		expect(view.getByText(/it takes 110 replays/)).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Measure" }));
		expect(view.getByRole("progressbar", { name: "Measuring faithfulness" })).toBeVisible();
	},
};
const other = (change: object): Faithfulness => ({ ...data, ...change });
/** All that a measurement can say: by words and signs, not by colour. */
export const AllGrades: StoryObj<typeof FaithfulnessBadge> = {
	render: () => (
		<div style={{ display: "grid", gap: 12 }}>
			<FaithfulnessBadge data={data} />
			<FaithfulnessBadge
				data={other({ areas: { ...data.areas, between: 0.00001 }, verdict: "It is not told apart from them." })}
			/>
			<FaithfulnessBadge
				data={other({ areas: { ...data.areas, between: -1.5 }, verdict: "It ranks worse than all 5 of them." })}
			/>
			<FaithfulnessBadge
				data={other({
					isDependent: false,
					dropNats: 0.12,
					verdict:
						"The answer “orange” does not depend on the image: without the image, its log-probability falls by 0.12 nats, less than 0.5.",
				})}
			/>
			<FaithfulnessBadge data={stopped} />
		</div>
	),
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		for (const words of [
			/better than random/,
			/not told apart/,
			/worse than random/,
			/does not depend on it/,
			/not finished/,
		]) {
			expect(await view.findByRole("button", { name: words })).toBeVisible();
		}
	},
};
