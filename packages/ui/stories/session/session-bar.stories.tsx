import { decodeSession } from "@lvlm-interpret/core/session";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { type ComponentProps, type JSX, useState } from "react";
import { expect, fn, userEvent, waitFor, within } from "storybook/test";
import { type StripToken, TokenStrip } from "../../src/index.js";
import { answerOf, SessionBar, sessionExports } from "../../src/session.js";
import { colourFile, colourOpened } from "../elements/session-file.js";
import { bring, transfer } from "../input/files.js";

const saved = fn<(blob: Blob, fileName: string) => void>();
const noon = new Date().setHours(12, 0, 0, 0);

const meta = {
	title: "Session/Session bar",
	component: SessionBar,
	args: {
		name: "Which colour has the triangle?",
		onOpen: fn(),
		onSave: fn(),
		onShare: fn(),
		exports: sessionExports({
			name: "Which colour?",
			session: () => colourOpened.session,
			script: () => "/* viewer */",
		}),
		onExport: saved,
	},
} satisfies Meta<typeof SessionBar>;

export default meta;
type Story = StoryObj<typeof meta>;

/** Saved, shared and exported as files; each says when it is done. */
export const NotSaved: Story = {
	play: async ({ canvasElement, args }) => {
		saved.mockClear();
		const view = within(canvasElement);
		expect(view.getByText("Not saved")).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Share" }));
		expect(args.onShare).toHaveBeenCalledOnce();
		for (const name of ["Session, LVLM", "Page of its own, HTML", "Tables, CSV in a ZIP"]) {
			await userEvent.click(view.getByRole("button", { name: "Export" }));
			await userEvent.click(view.getByRole("button", { name }));
			await waitFor(() => expect(view.queryByRole("button", { name })).toBeNull());
		}
		const files = new Map(saved.mock.calls.map(([blob, name]) => [name, blob]));
		expect([...files.keys()]).toEqual(["which-colour.lvlm", "which-colour.html", "which-colour-tables.zip"]);
		const again = decodeSession(new Uint8Array(await files.get("which-colour.lvlm")!.arrayBuffer()));
		expect(again.answer.text).toBe(colourOpened.session.answer.text);
		expect(await files.get("which-colour.html")!.text()).toContain("<lvlm-session");
		await userEvent.click(view.getByRole("button", { name: "Save" }));
		expect(args.onSave).toHaveBeenCalledOnce();
	},
};

export const Saved: Story = { args: { savedAt: noon } };

/** Another name by the keys: Enter keeps it, Esc gives it up. Ctrl+S saves, inside only. */
export const Changed: Story = {
	args: { savedAt: Date.UTC(2026, 1, 3, 14, 3), isChanged: true, onRename: fn() },
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(view.getByText(/^Changed since it was saved at/)).toBeVisible();
		const field = view.getByRole("textbox", { name: "Name of the session" });
		await userEvent.clear(field);
		await userEvent.type(field, "Orange{Escape}");
		expect(field).toHaveValue(args.name);
		await userEvent.clear(field);
		await userEvent.type(field, "Orange{Enter}");
		expect(args.onRename).toHaveBeenCalledOnce();
		expect(args.onRename).toHaveBeenCalledWith("Orange");
		await userEvent.keyboard("{Control>}s{/Control}");
		expect(args.onSave).toHaveBeenCalledOnce();
		document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "s", ctrlKey: true, bubbles: true }));
		expect(args.onSave).toHaveBeenCalledOnce();
	},
};

/** Nothing is open: only what opens something can be pressed. */
export const Empty: Story = {
	// Room for the list.
	decorators: [(Story) => <div style={{ minHeight: 220 }}>{<Story />}</div>],
	args: {
		name: undefined,
		onOpenRecent: fn(),
		recent: [
			{ id: "a", name: "colour.lvlm", detail: "What colour is the triangle?" },
			{ id: "b", name: "plant.lvlm" },
		],
	},
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		expect(view.getByText("No session is open")).toBeVisible();
		for (const name of ["Save", "Share"]) expect(view.getByRole("button", { name })).toBeDisabled();
		expect(view.queryByRole("button", { name: "Export" })).toBeNull();
		const recent = view.getByRole("button", { name: "Recent" });
		await userEvent.click(recent);
		await waitFor(() => expect(view.getByRole("button", { name: /^colour\.lvlm/ })).toHaveFocus());
		await userEvent.keyboard("{Escape}");
		expect(recent).toHaveFocus();
		await userEvent.click(recent);
		await userEvent.click(view.getByRole("button", { name: "plant.lvlm" }));
		expect(args.onOpenRecent).toHaveBeenCalledOnce();
		expect(args.onOpenRecent).toHaveBeenCalledWith("b");
		await userEvent.click(recent);
	},
};

const file = (bytes: Uint8Array, name: string): File => new File([bytes as Uint8Array<ArrayBuffer>], name);

/** A page around the bar: whatever is dropped on it is opened. */
function Page(args: ComponentProps<typeof SessionBar>): JSX.Element {
	const [open, setOpen] = useState<{ name: string; tokens: readonly StripToken[] }>();
	return (
		<SessionBar
			{...args}
			name={open?.name}
			onOpen={async (given) => {
				const session = decodeSession(new Uint8Array(await given.arrayBuffer()));
				setOpen({ name: given.name, tokens: answerOf(session) });
			}}
		>
			{open && <TokenStrip title="Answer" tokens={open.tokens} />}
		</SessionBar>
	);
}

/** A file that is no session says why it is not opened, and what was open stays; one that is one opens, wherever it is dropped. */
export const DropsAndFailures: Story = {
	render: (args) => <Page {...args} />,
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		const bar = view.getByRole("group", { name: "Session" });
		bring(bar, "dragover", transfer([file(colourFile, "colour.lvlm")]));
		expect(await view.findByText("Drop a session file to open it")).toBeVisible();
		bring(bar, "drop", transfer([file(colourFile, "colour.lvlm")]));
		await waitFor(() => expect(view.getByText("colour.lvlm is open.")).toHaveAttribute("role", "status"));
		expect(view.queryByText("Drop a session file to open it")).toBeNull();
		const answer = await view.findByRole("listbox", { name: "Answer" });
		bring(answer, "drop", transfer([file(new TextEncoder().encode("no zip"), "photo.png")]));
		const why = await view.findByText(/^photo\.png was not opened\. This is not a valid session file/);
		expect(why.closest("[role=alert]")).toBeVisible();
		expect(view.getByText("colour.lvlm")).toBeVisible();
		await userEvent.click(view.getByRole("button", { name: "Dismiss" }));
		expect(view.queryByText(/was not opened/)).toBeNull();
		bring(answer, "drop", transfer([file(colourFile.subarray(0, 4000), "half.lvlm")]));
		expect(await view.findByText(/^half\.lvlm was not opened\. .*cut off/)).toBeVisible();
	},
};

/** A save that takes its time, and one that fails. */
export const SavingFails: Story = {
	args: { onSave: fn(() => Promise.reject(new Error("The disk is full."))) },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		await userEvent.click(view.getByRole("button", { name: "Save" }));
		expect(await view.findByText("The session was not saved. The disk is full.")).toBeVisible();
	},
};

export const Saving: Story = {
	args: { onSave: fn(() => new Promise<void>(() => undefined)) },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		await userEvent.click(view.getByRole("button", { name: "Save" }));
		expect(await view.findByText("Saving …")).toBeVisible();
	},
};

/** Names are text, whatever they say, and a long one breaks. */
export const LongName: Story = {
	args: { name: `${"Pneumonoultramicroscopicsilicovolcanoconiosis".repeat(3)} \u202Egpj.<b>x</b>`, savedAt: noon },
	play: async ({ canvasElement, args }) => {
		expect(canvasElement.querySelector("b")).toBeNull();
		const name = within(canvasElement).getByText(args.name as string);
		expect(name.tagName).toBe("BDI");
	},
};
