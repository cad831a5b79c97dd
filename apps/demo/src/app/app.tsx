import { LvlmUiProvider, ShortcutProvider, type Theme } from "@lvlm-interpret/ui";
import { type JSX, useCallback, useEffect, useState } from "react";
import { keep } from "../autosave/autosave.js";
import type { Opened } from "../document/opened.js";
import { fetchBytes, useDocument } from "../document/use-document.js";
import { AskForm } from "../engine/ask-form.js";
import { useEngine } from "../engine/use-engine.js";
import { ExampleList } from "../examples/example-list.js";
import { addressOf, type Example, loadExamples } from "../examples/examples.js";
import { type LinkState, readLink, writeLink } from "../link/link.js";
import { panels } from "../panels/panels.js";
import { Banners } from "./banners.js";
import { FailureBoundary } from "./failure-boundary.js";
import { Header } from "./header.js";
import { Stage } from "./stage.js";
import { Tabs } from "./tabs.js";

/** What is picked in a session, from a link. */
function pick({ store }: Opened, { tokens, layer, head, regions }: LinkState): void {
	store.lock({
		...(tokens ? { tokens } : {}),
		...(layer === undefined ? {} : { layer }),
		...(head === undefined ? {} : { head }),
		...(regions ? { regions } : {}),
	});
}

/** The link of what is shown. */
function linkOf({ origin, store }: Opened, panel: string): LinkState {
	const { tokens, layer, head, regions } = store.getState().locked;
	return {
		...(origin.kind === "example" ? { example: origin.id } : {}),
		...(origin.kind === "hosted" ? { session: origin.address } : {}),
		panel,
		tokens,
		...(layer === undefined ? {} : { layer }),
		...(head === undefined ? {} : { head }),
		regions,
	};
}

/** The page: examples and files to open, the answer, and the panels that explain it. */
export function App(): JSX.Element {
	const [first] = useState(() => readLink(location.hash));
	const [panel, setPanel] = useState(
		first.panel && panels.some(({ id }) => id === first.panel) ? first.panel : "relevance",
	);
	const [theme, setTheme] = useState<Theme>("system");
	const [examples, setExamples] = useState<readonly Example[]>([]);
	const { state, open, show } = useDocument();
	const engine = useEngine(show);
	const opened = state.kind === "open" ? state.opened : undefined;

	const openExample = useCallback(
		async (example: Example, link: LinkState = {}) => {
			const origin = { kind: "example", id: example.id } as const;
			const shown = await open(example.title, origin, (signal) => fetchBytes(addressOf(example), signal));
			if (shown) pick(shown, link);
		},
		[open],
	);
	const openFile = useCallback(
		(file: File) =>
			open(file.name, { kind: "file", name: file.name }, async () => new Uint8Array(await file.arrayBuffer())),
		[open],
	);

	useEffect(() => {
		const controller = new AbortController();
		loadExamples(controller.signal).then(
			async (list) => {
				setExamples(list);
				if (first.session !== undefined) {
					const address = first.session;
					const shown = await open(address, { kind: "hosted", address }, (signal) => fetchBytes(address, signal));
					if (shown) pick(shown, first);
					return;
				}
				const example = list.find(({ id }) => id === first.example) ?? list[0];
				if (example) await openExample(example, example.id === first.example ? first : {});
			},
			(error: unknown) => {
				if (!controller.signal.aborted) console.error(error);
			},
		);
		return () => controller.abort();
	}, [first, open, openExample]);

	useEffect(() => opened && keep(opened), [opened]);

	// The address always says what is shown, so that it can be copied and kept.
	useEffect(() => {
		if (!opened) return undefined;
		const write = (): void => {
			const fragment = writeLink(linkOf(opened, panel));
			if (fragment !== location.hash) history.replaceState(null, "", fragment || location.pathname);
		};
		write();
		return opened.store.subscribe((one) => one.locked, write);
	}, [opened, panel]);

	const example =
		opened?.origin.kind === "example"
			? examples.find(({ id }) => id === (opened.origin as { id: string }).id)
			: undefined;
	const current = panels.find(({ id }) => id === panel) ?? panels[0];
	const absent = opened && current?.absent(opened);
	return (
		<LvlmUiProvider theme={theme} {...(opened ? { store: opened.store } : {})}>
			<ShortcutProvider>
				<div className="app">
					<Header theme={theme} onTheme={setTheme} onFile={openFile} opened={opened} />
					<Banners
						hasLink={first.example !== undefined || first.session !== undefined}
						onRestore={({ bytes, question }) => void open(question, { kind: "run" }, async () => bytes)}
					/>
					<main>
						<div className="left">
							<ExampleList examples={examples} current={example?.id} onOpen={(one) => void openExample(one)} />
							{opened && (
								<FailureBoundary what="The answer">
									<Stage opened={opened} alt={example?.alt} expected={example?.expected} />
								</FailureBoundary>
							)}
							<AskForm
								// Another session brings its own question and picture.
								key={opened ? `${opened.origin.kind} ${opened.question}` : ""}
								engine={engine}
								picture={opened?.picture}
								question={opened?.question ?? ""}
							/>
							{state.kind === "opening" && <p role="status">Opening {state.name} …</p>}
							{state.kind === "failed" && (
								<div role="alert" className="failure">
									<p>
										<strong>{state.name} could not be opened.</strong> {state.message}
									</p>
									{state.hint && <p>{state.hint}</p>}
								</div>
							)}
						</div>
						{opened && current && (
							<div className="right">
								<Tabs name="Explanations" tabs={panels} current={current.id} onChange={setPanel} />
								<div role="tabpanel" id={`panel-${current.id}`} aria-labelledby={`tab-${current.id}`} className="panel">
									{absent ? (
										<p className="absent">{absent}</p>
									) : (
										<FailureBoundary key={current.id} what={`The panel “${current.title}”`}>
											<current.View opened={opened} />
										</FailureBoundary>
									)}
								</div>
							</div>
						)}
					</main>
				</div>
			</ShortcutProvider>
		</LvlmUiProvider>
	);
}
