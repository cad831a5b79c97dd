import type { Meta, StoryObj } from "@storybook/react-vite";
import { type JSX, useState } from "react";
import { expect, userEvent, within } from "storybook/test";
import { type ShortcutBindings, ShortcutProvider, ShortcutSheet } from "../../src/index.js";

function Rebinding(): JSX.Element {
	const [bindings, setBindings] = useState<Partial<ShortcutBindings>>({});
	return (
		<ShortcutProvider bindings={bindings}>
			<ShortcutSheet onChange={setBindings} />
		</ShortcutProvider>
	);
}

const meta = { title: "Foundation/ShortcutSheet", component: ShortcutSheet } satisfies Meta<typeof ShortcutSheet>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Rebind: Story = {
	render: () => <Rebinding />,
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const button = await view.findByRole("button", { name: "Change the key of “Show or hide the table”" });
		await userEvent.click(button);
		expect(button).toHaveTextContent("Press a key");
		await userEvent.keyboard("k");
		expect(view.getByRole("row", { name: /Show or hide the table K/ })).toBeVisible();
		// A key that is taken is not given twice.
		await userEvent.click(view.getByRole("button", { name: "Change the key of “Full screen”" }));
		await userEvent.keyboard("k");
		expect(view.getByRole("status")).toHaveTextContent("K is already “Show or hide the table”.");
		expect(view.getByRole("row", { name: /Full screen F/ })).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "As at first" }));
		expect(view.getByRole("row", { name: /Show or hide the table T/ })).toBeVisible();
	},
};

export const ToRead: Story = {};
