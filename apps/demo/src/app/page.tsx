import type { Theme } from "@lvlm-interpret/ui";
import type { LinkState } from "@lvlm-interpret/ui/session";
import { type JSX, lazy, Suspense, useCallback, useState } from "react";
import { useAsk } from "../compose/use-ask.js";
import type { Opened } from "../document/opened.js";
import { useDocument } from "../document/use-document.js";
import type { EmbedSettings } from "../embed/embed-settings.js";
import { ExampleList } from "../examples/example-list.js";
import { useAddress } from "../link/use-address.js";
import { type PanelSettings, panelSettingsOf } from "../panels/panel.js";
import { panels } from "../panels/panels.js";
import { TourCard } from "../tour/tour-card.js";
import { useTour } from "../tour/use-tour.js";
import { Banners } from "./banners.js";
import { FailureBoundary } from "./failure-boundary.js";
import { Header } from "./header.js";
import { PanelArea } from "./panel-area.js";
import { Stage } from "./stage.js";
import { useFirst } from "./use-first.js";
import { useWork } from "./work.js";

// What is asked with is loaded after what is shown.
const Notices = lazy(async () => ({ default: (await import("./notices.js")).Notices }));
const AskForm = lazy(async () => ({ default: (await import("../compose/ask-form.js")).AskForm }));
const Share = lazy(async () => ({ default: (await import("../link/share.js")).Share }));
const BatchPage = lazy(async () => ({ default: (await import("../batch/batch-page.js")).BatchPage }));

/** Whether a link says what is to be shown. */
function namesRun({ example, session, picture, question, settings }: LinkState): boolean {
	return [example, session, picture, question, settings?.run].some((one) => one !== undefined);
}

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
	const { examples, link, isOpening, request, answered, openExample } = useFirst({ open, show }, brought);
	const [panel, setPanel] = useState(() => panels.find(({ id }) => id === link.panel)?.id ?? "relevance");
	const [settings, setSettings] = useState(() => panelSettingsOf(link));
	const changeSettings = useCallback((part: PanelSettings) => setSettings((before) => ({ ...before, ...part })), []);
	// A link by hand speaks of the tab, too.
	const [read, setRead] = useState(link);
	if (read !== link) {
		setRead(link);
		setSettings(panelSettingsOf(link));
		setPanel((before) => panels.find(({ id }) => id === link.panel)?.id ?? before);
	}
	const asking = useAsk((id) => {
		void show(id).then((shown) => {
			if (shown) answered(shown);
		});
	});
	const touring = useTour({ examples, opened, openExample, onPanel: setPanel });
	const [isBatch, setBatch] = useState(false);
	const [isSharing, setSharing] = useState(false);
	useAddress(isOpening ? undefined : opened, panel, settings);
	const { hidden, isEmbedded } = embed;
	return (
		<div className="app" data-embedded={isEmbedded || undefined}>
			{!hidden.has("header") && (
				<Header
					theme={theme}
					onTheme={onTheme}
					onFile={(file) => {
						setBatch(false);
						void open(
							file.name,
							{ origin: { kind: "file", name: file.name } },
							async () => new Uint8Array(await file.arrayBuffer()),
						);
					}}
					opened={opened}
					{...(isReadOnly ? {} : { batch: { isShown: isBatch, onChange: setBatch }, onShare: () => setSharing(true) })}
				/>
			)}
			{!isEmbedded && !isReadOnly && <Banners hasLink={namesRun(link)} onShow={(id) => void show(id)} />}
			{isBatch ? (
				<FailureBoundary what="The batch">
					<Suspense fallback={<p role="status">Opening the batch …</p>}>
						<BatchPage
							onShow={(id) => {
								setBatch(false);
								// From somewhere in a long table to the top of what it opens.
								scrollTo(0, 0);
								void show(id);
							}}
						/>
					</Suspense>
				</FailureBoundary>
			) : (
				<main>
					<div className="left">
						{!hidden.has("examples") && examples.length > 0 && (
							<ExampleList
								examples={examples}
								current={opened?.run.origin.kind === "example" ? opened.run.origin.id : undefined}
								onOpen={(one) => void openExample(one)}
								onTour={touring.start}
							/>
						)}
						{opened && !hidden.has("question") && (
							<FailureBoundary what="The answer">
								<Stage opened={opened} />
							</FailureBoundary>
						)}
						{!isReadOnly && !hidden.has("ask") && (
							<Suspense fallback={<div className="ask" />}>
								<AskForm opened={opened} controls={asking} request={request} onShow={(id) => void show(id)} />
							</Suspense>
						)}
						<Suspense>
							<Notices />
						</Suspense>
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
					{opened && (
						<PanelArea
							opened={opened}
							panel={panel}
							onPanel={setPanel}
							onShow={(id) => void show(id)}
							settings={settings}
							onSettings={changeSettings}
							hasTabs={!hidden.has("tabs")}
						/>
					)}
				</main>
			)}
			{isSharing && opened && (
				<Suspense>
					<Share opened={opened} panel={panel} settings={settings} onClose={() => setSharing(false)} />
				</Suspense>
			)}
			{touring.tour && <TourCard tour={touring.tour} step={touring.step} onStep={touring.goTo} onEnd={touring.end} />}
		</div>
	);
}
