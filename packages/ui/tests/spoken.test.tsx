import { type JSX, useState } from "react";
import { expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { colour, recoloured } from "../fixtures/index.js";
import { Conversation, type ConversationTurn, PromptEditor, RunControls, type RunState } from "../src/controls.js";
import { CompareBoard, RunHistory } from "../src/evaluate.js";
import {
	createSelectionStore,
	LayerHeadPanel,
	LayerHeadPicker,
	LvlmUiProvider,
	TokenStrip,
	TokenToImage,
} from "../src/index.js";
import { SessionBar, ShareDialog } from "../src/session.js";
import { runOf } from "../stories/compare/runs.js";
import { spoken, walk } from "./speech.js";
import { testRoot } from "./test-root.js";

// What is spoken along "pick a word, change the head, export" and "run, compare, share". Recorded; a change is made here on purpose.

const place = testRoot();

function Page(): JSX.Element {
	const answer = colour.sequence.tokens.filter((token) => token.segment === "answer" && token.text !== "</s>");
	return (
		<LvlmUiProvider theme="light" store={store}>
			<TokenStrip tokens={answer} title="Answer" />
			<LayerHeadPicker layers={4} heads={6} />
			<LayerHeadPanel result={colour.results.matrices} />
			<TokenToImage
				source={colour.attention}
				sequence={colour.sequence}
				layouts={colour.layouts}
				image={colour.image}
				onExport={(blob, name) => saved.push([name, blob])}
			/>
		</LvlmUiProvider>
	);
}

const store = createSelectionStore();
const saved: [string, Blob][] = [];

it("pick a word, change the head, export: by keyboard alone, and spoken as recorded", async () => {
	place.root.render(<Page />);
	await expect.poll(() => place.host.querySelectorAll("[role=grid]").length).toBe(2);
	const { log, press, tabTo } = walk();
	await tabTo(/^The$/);
	await press("{ArrowRight}", 3);
	await press(" ");
	await tabTo(/^Next layer/);
	await press("{Enter}", 2);
	await tabTo(/all 6 heads|mean over all 4 layers/);
	await press("{ArrowDown}", 3);
	await press("{ArrowRight}", 5);
	await press("{Enter}");
	await expect.element(page.getByRole("heading", { name: "Where “orange” looked, layer 2, head 4" })).toBeVisible();
	// Into the heat map: past the matrix to the second grid, then back to its tools.
	await tabTo(/^row 1, column 1/);
	await press("{ArrowRight}");
	(place.host.querySelectorAll("section")[2]!.querySelector("[aria-label=Export]") as HTMLElement).focus();
	log.push(`Export: ${await spoken()}`);
	await press("{Enter}");
	await press("{Tab}", 4);
	await userEvent.keyboard("{Enter}");
	await expect.poll(() => saved.length).toBe(1);
	await expect.poll(() => place.host.querySelectorAll("[data-item]").length).toBe(0);
	log.push(`saved: ${saved[0]![0]}; ${await spoken()}`);
	expect(log).toMatchInlineSnapshot(`
		[
		  "Tab …: region “Answer” > listbox “Answer” > option “The”",
		  "{ArrowRight} x 3: option “orange”",
		  " : option “orange”, selected",
		  "Tab …: group “Layer and head” > button “Next layer: 0”",
		  "{Enter} x 2: button “Next layer: 2”",
		  "Tab …: region “Layers and heads” > grid “Layers and heads” > gridcell “mean over all 4 layers and 6 heads, 0.576 attention mass”",
		  "{ArrowDown} x 3: gridcell “mean over all 6 heads of layer 2, 1 attention mass”",
		  "{ArrowRight} x 5: gridcell “layer 2, head 4, 1 attention mass, rank 1 of 24”",
		  "{Enter}: gridcell “layer 2, head 4, 1 attention mass, rank 1 of 24”, selected",
		  "Tab …: region “Where “orange” looked, layer 2, head 4” > grid “Where “orange” looked, layer 2, head 4” > gridcell “row 1, column 1, 0 attention probability, rank 4 of 144”",
		  "{ArrowRight}: gridcell “row 1, column 2, 0 attention probability, rank 4 of 144”",
		  "Export: button “Export”",
		  "{Enter}: button “PNG, 1×”",
		  "{Tab} x 4: button “SVG”",
		  "saved: where-orange-looked-layer-2-head-4.svg; button “Export”",
		]
	`);
});

/** A run that a person starts, compares with an earlier one, and shares. */
function Work({ onCopy }: { readonly onCopy: (text: string) => void }): JSX.Element {
	const [question, setQuestion] = useState("");
	const [state, setState] = useState<RunState>("idle");
	const [isShared, setShared] = useState(false);
	const [compared, setCompared] = useState<string>();
	const turns: ConversationTurn[] =
		state === "idle"
			? []
			: [{ id: "b", question, answer: "The circle is orange.", status: state === "running" ? "streaming" : "done" }];
	return (
		<LvlmUiProvider theme="light" store={store}>
			<RunControls state={state} kept="4 tokens" onRun={() => setState("running")} onStop={() => setState("stopped")}>
				<PromptEditor value={question} onChange={setQuestion} onSubmit={() => setState("running")} />
			</RunControls>
			<Conversation turns={turns} />
			<RunHistory
				runs={[
					{ id: "a", label: "the first" },
					{ id: "b", parent: "a", label: "recoloured" },
				]}
				current="b"
				onOpen={() => undefined}
				onCompare={setCompared}
			/>
			{compared && <CompareBoard a={runOf(colour, "the first")} b={runOf(recoloured, "recoloured")} />}
			<SessionBar name="Orange?" onSave={() => undefined} onShare={() => setShared(true)} />
			<ShareDialog
				isOpen={isShared}
				onClose={() => setShared(false)}
				address="https://maps.example/"
				state={{ picture: `sha256:${"0af9".repeat(16)}`, question, layer: 3 }}
				onCopy={onCopy}
			/>
		</LvlmUiProvider>
	);
}

it("run, compare, share: by keyboard alone, and spoken as recorded", { timeout: 120_000 }, async () => {
	const copied: string[] = [];
	store.release();
	place.root.render(<Work onCopy={(text) => void copied.push(text)} />);
	await expect.element(page.getByRole("treeitem", { name: /recoloured/ })).toBeVisible();
	const { log, press, tabTo } = walk();
	// What live regions say, in the order in which they come to say it.
	const status = (): string =>
		Array.from(place.host.querySelectorAll("[role=status], [role=alert]"), (one) => one.textContent?.trim())
			.filter(Boolean)
			.join(" | ");
	const says = async (): Promise<void> => {
		await new Promise((done) => setTimeout(done, 300));
		log.push(`said: ${status()}`);
	};
	await tabTo(/^$/);
	await userEvent.keyboard("What colour is the circle?");
	log.push(`typed: ${await spoken()}`);
	await press("{Control>}{Enter}{/Control}");
	await tabTo(/^Stop$/);
	await press("{Enter}");
	await says();
	await tabTo(/recoloured/);
	await press("{ArrowUp}");
	await press("d");
	await expect.poll(() => place.host.textContent).toContain("Jensen");
	await tabTo(/^Share$/);
	await press("{Enter}");
	await expect.element(page.getByRole("button", { name: "Copy link" })).toBeVisible();
	log.push(`open: ${await spoken()}`);
	await press("{Enter}");
	await says();
	await tabTo(/^$/);
	await press(" ");
	await press("{Escape}");
	expect(copied).toHaveLength(1);
	expect(copied[0]).not.toContain("question");
	expect(log).toMatchInlineSnapshot(`
		[
		  "Tab …: group “Run” > group “Question” > textbox “Question”",
		  "typed: textbox “Question”",
		  "{Control>}{Enter}{/Control}: textbox “Question”",
		  "Tab …: button “Stop”",
		  "{Enter}: button “Run”",
		  "said: Stopped; 4 tokens are kept. | The circle is orange.",
		  "Tab …: region “History” > treeitem “recoloured”, selected",
		  "{ArrowUp}: treeitem “the first Compare”, expanded",
		  "d: treeitem “the first Compare”, expanded",
		  "Tab …: group “Session” > button “Share”",
		  "{Enter}: button “Close”",
		  "open: button “Copy link”",
		  "{Enter}: button “Copy link”",
		  "said: Stopped; 4 tokens are kept. | The circle is orange. | Link copied.",
		  "Tab …: checkbox “Put the question into the link”",
		  " : checkbox “Put the question into the link”, checked",
		  "{Escape}: group “Session” > button “Share”",
		]
	`);
});
