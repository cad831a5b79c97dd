import type { Meta, StoryObj } from "@storybook/react-vite";
import { type ComponentProps, type JSX, useState } from "react";
import { expect, fn, userEvent, waitFor, within } from "storybook/test";
import { readLink, ShareDialog } from "../../src/session.js";

const address = "https://maps.example/view#old=1";
const sha = `sha256:${"0af9".repeat(16)}`;
const picked = { panel: "relevance", tokens: [151, 152], layer: 3, head: 1, regions: [14, 15, 26, 27] };
const texts = { question: "What colour is the triangle?", answer: "The triangle is orange." };

const meta = {
	title: "Session/Share",
	component: ShareDialog,
	args: { isOpen: true, onClose: fn(), onCopy: fn(), address, state: { ...picked, ...texts, picture: sha } },
	// A dialog is over the page: a page as high as it, so that a picture of the page holds it.
	decorators: [(Story) => <div style={{ minHeight: 760 }}>{<Story />}</div>],
} satisfies Meta<typeof ShareDialog>;

export default meta;
type Story = StoryObj<typeof meta>;

const linkIn = (root: HTMLElement): string => within(root).getByLabelText<HTMLTextAreaElement>("Link").value;
const codeIn = (root: HTMLElement): string =>
	within(root).getByLabelText<HTMLTextAreaElement>("Code of the frame").value;
const frameIn = (root: HTMLElement): Element =>
	new DOMParser().parseFromString(codeIn(root), "text/html").body.firstElementChild!;

/** Question and answer are left out until somebody puts them in; the link is copied, and that is said. */
export const AnOwnPicture: Story = {
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const dialog = view.getByRole("dialog", { name: "Share" });
		expect(await view.findByRole("button", { name: "Copy link" })).toHaveFocus();
		expect(linkIn(canvasElement)).toMatch(/^https:\/\/maps\.example\/view#/);
		expect(readLink(new URL(linkIn(canvasElement)).hash)).toEqual({ ...picked, picture: sha });
		const list = within(dialog).getByRole("list", { name: "What the link holds" });
		expect(list).toHaveTextContent("In this browser it opens again; elsewhere the page asks for it.");
		expect(list).toHaveTextContent("Question and answer are not in the link");

		await userEvent.keyboard("{Enter}");
		expect(args.onCopy).toHaveBeenLastCalledWith(linkIn(canvasElement));
		await waitFor(() => expect(view.getByText("Link copied.")).toBeVisible());
		expect(view.getByText("Link copied.")).toHaveAttribute("role", "status");

		await userEvent.click(view.getByRole("checkbox", { name: "Put the question and answer into the link" }));
		expect(readLink(new URL(linkIn(canvasElement)).hash)).toMatchObject(texts);
		expect(list).toHaveTextContent("The question and answer can be read in the link.");
		// What was copied is not this link.
		expect(view.queryByText("Link copied.")).toBeNull();
	},
};

/** An example opens for everybody, so nothing is asked. A frame shows what the switches say, in the theme that is chosen. */
export const AnExample: Story = {
	args: {
		state: { ...picked, ...texts, example: "colour" },
		frameTitle: 'Why “orange”? <b>"',
		frameParts: [
			{ name: "caption", label: "Caption" },
			{ name: "question", label: "Question" },
			{ name: "toolbar", label: "Tools", isShown: false },
		],
	},
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		await view.findByLabelText("Link");
		expect(view.queryByRole("checkbox", { name: /into the link/ })).toBeNull();
		expect(readLink(new URL(linkIn(canvasElement)).hash)).toEqual({ ...picked, example: "colour" });
		await userEvent.click(view.getByRole("button", { name: "Dark" }));
		await userEvent.click(view.getByRole("button", { name: "480 px" }));
		await userEvent.click(view.getByRole("checkbox", { name: "Question" }));
		expect(view.getByRole("checkbox", { name: "Tools" })).not.toBeChecked();
		const frame = frameIn(canvasElement);
		expect(frame.getAttribute("title")).toBe(args.frameTitle);
		expect(frame.getAttribute("height")).toBe("480");
		expect(readLink(new URL(frame.getAttribute("src")!).hash)).toEqual({
			...picked,
			example: "colour",
			theme: "dark",
			hide: ["toolbar", "question"],
		});
		await userEvent.click(view.getByRole("button", { name: "Copy code" }));
		expect(args.onCopy).toHaveBeenLastCalledWith(codeIn(canvasElement));
		await waitFor(() => expect(view.getByText("Code copied.")).toBeVisible());
	},
};

export const AHostedSession: Story = {
	args: { state: { ...picked, session: "https://maps.example/answer.lvlm" } },
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText(/^The link names a hosted session/)).toBeVisible();
		expect(within(canvasElement).queryByRole("checkbox")).toBeNull();
	},
};

export const APictureByAddress: Story = {
	args: { state: { ...picked, ...texts, picture: "https://maps.example/photo.png" } },
	play: async ({ canvasElement }) => {
		expect(await within(canvasElement).findByText(/^The picture's address is in the link/)).toBeVisible();
	},
};

/** The browser keeps nothing, and the question is longer than a link can be: both are said. */
export const NotKeptAndTooLong: Story = {
	args: { isPictureKept: false, state: { ...picked, picture: sha, question: "why ".repeat(1200) } },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(await view.findByText("The picture is not in the link: the page asks for it.")).toBeVisible();
		await userEvent.click(view.getByRole("checkbox", { name: "Put the question into the link" }));
		expect(view.getByRole("alert")).toHaveTextContent("Too long for a link, and left out: the question.");
		expect(readLink(new URL(linkIn(canvasElement)).hash).question).toBeUndefined();
	},
};

/** A page that was opened from a disk: no frame can show it. */
export const FromAFile: Story = {
	args: { address: "file:///home/me/answer.html", state: picked },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		expect(await view.findByText(/^This page has no address on the web/)).toBeVisible();
		expect(view.queryByLabelText("Code of the frame")).toBeNull();
	},
};

/** Where the browser forbids copying, the text is marked for the keys. */
export const NoClipboard: Story = {
	args: { onCopy: fn(() => Promise.reject(new Error("denied"))), state: { example: "colour" } },
	play: async ({ canvasElement }) => {
		const view = within(canvasElement);
		await userEvent.click(await view.findByRole("button", { name: "Copy link" }));
		expect(await view.findByText(/The text is marked: copy it with Ctrl\+C\.$/)).toBeVisible();
		const field = view.getByLabelText<HTMLTextAreaElement>("Link");
		expect(field).toHaveFocus();
		expect(field.selectionEnd! - field.selectionStart!).toBe(field.value.length);
	},
};

function Opener(args: ComponentProps<typeof ShareDialog>): JSX.Element {
	const [isOpen, setOpen] = useState(false);
	return (
		<>
			<button type="button" onClick={() => setOpen(true)}>
				Share this
			</button>
			<ShareDialog
				{...args}
				isOpen={isOpen}
				onClose={() => {
					setOpen(false);
					args.onClose();
				}}
			/>
		</>
	);
}

/** Esc, the button and the ground beside it close it; the focus goes back, and the texts are out again next time. */
export const OpenAndClose: StoryObj<typeof meta> = {
	render: (args) => <Opener {...args} />,
	play: async ({ canvasElement, args }) => {
		const view = within(canvasElement);
		const opener = view.getByRole("button", { name: "Share this" });
		const isClosed = async (times: number): Promise<void> => {
			await waitFor(() => expect(args.onClose).toHaveBeenCalledTimes(times));
			await waitFor(() => expect(view.queryByRole("dialog")).toBeNull());
			expect(opener).toHaveFocus();
		};
		await userEvent.click(opener);
		await userEvent.click(await view.findByRole("checkbox"));
		await userEvent.click(view.getByRole("button", { name: "Close" }));
		await isClosed(1);
		await userEvent.click(opener);
		expect(await view.findByRole("checkbox")).not.toBeChecked();
		await userEvent.click(view.getByRole("dialog"));
		await isClosed(2);
	},
};
