import type { Theme } from "@lvlm-interpret/ui";
import { type JSX, useState } from "react";
import type { Opened } from "../document/opened.js";
import { useDocument } from "../document/use-document.js";
import type { EmbedSettings } from "../embed/embed-settings.js";
import { AskForm } from "../engine/ask-form.js";
import { ExampleList } from "../examples/example-list.js";
import { useAddress } from "../link/use-address.js";
import { panels } from "../panels/panels.js";
import { Banners } from "./banners.js";
import { FailureBoundary } from "./failure-boundary.js";
import { Header } from "./header.js";
import { Notices } from "./notices.js";
import { PanelArea } from "./panel-area.js";
import { Stage } from "./stage.js";
import { useFirst } from "./use-first.js";
import { useWork } from "./work.js";

export interface PageProps {
	readonly theme: Theme;
	readonly onTheme: (theme: Theme) => void;
	readonly opened: Opened | undefined;
	readonly embed: EmbedSettings;
	readonly brought: Uint8Array<ArrayBuffer> | undefined;
}

/** The page: examples and files to open, the answer, and the panels that explain it. */
export function Page({ theme, onTheme, opened, embed, brought }: PageProps): JSX.Element {
	const { isReadOnly } = useWork();
	const { state, open, show } = useDocument();
	const { examples, link, openExample } = useFirst({ open }, brought);
	const [panel, setPanel] = useState(() => panels.find(({ id }) => id === link.panel)?.id ?? "relevance");
	useAddress(opened, panel);
	const { hidden, isEmbedded } = embed;
	return (
		<div className="app" data-embedded={isEmbedded || undefined}>
			{!hidden.has("header") && (
				<Header
					theme={theme}
					onTheme={onTheme}
					onFile={(file) =>
						void open(
							file.name,
							{ origin: { kind: "file", name: file.name } },
							async () => new Uint8Array(await file.arrayBuffer()),
						)
					}
					opened={opened}
				/>
			)}
			{!isEmbedded && !isReadOnly && (
				<Banners hasLink={link.example !== undefined || link.session !== undefined} onShow={(id) => void show(id)} />
			)}
			<main>
				<div className="left">
					{!hidden.has("examples") && examples.length > 0 && (
						<ExampleList
							examples={examples}
							current={opened?.run.origin.kind === "example" ? opened.run.origin.id : undefined}
							onOpen={(one) => void openExample(one)}
						/>
					)}
					{opened && !hidden.has("question") && (
						<FailureBoundary what="The answer">
							<Stage opened={opened} onShow={(id) => void show(id)} />
						</FailureBoundary>
					)}
					{!isReadOnly && !hidden.has("ask") && (
						<AskForm key={opened?.run.id ?? ""} opened={opened} onAsked={(id) => void show(id)} />
					)}
					<Notices />
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
				{opened && <PanelArea opened={opened} panel={panel} onPanel={setPanel} hasTabs={!hidden.has("tabs")} />}
			</main>
		</div>
	);
}
