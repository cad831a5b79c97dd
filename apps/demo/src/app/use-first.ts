import { type LinkState, readLink } from "@lvlm-interpret/ui/session";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Opened } from "../document/opened.js";
import { type DocumentControls, fetchBytes } from "../document/use-document.js";
import { addressOf, type Example, loadExamples } from "../examples/examples.js";
import { exampleExtra } from "../examples/open-example.js";
import { keptRun } from "../link/kept-run.js";
import type { LinkRequest } from "../link/link-request.js";
import { pickFromLink } from "../link/use-address.js";
import { failureOf } from "./failure.js";
import { useWork } from "./work.js";

export interface First {
	readonly examples: readonly Example[];
	/** What the address said when the page was opened, or when it was last changed by hand. */
	readonly link: LinkState;
	/** Whether what the link says is on its way: until it is there, the address is the link's. */
	readonly isOpening: boolean;
	/** Of a link whose run is not here, until something is shown: what it wants to be asked. */
	readonly request: LinkRequest | undefined;
	/** The first answer to what the link wants: what it picks is picked there. */
	answered(opened: Opened): void;
	openExample(example: Example): Promise<void>;
}

/** The address's link, and what it is changed to by hand. */
function useLink(): LinkState {
	const [link, setLink] = useState(() => readLink(location.hash));
	useEffect(() => {
		const read = (): void => setLink(readLink(location.hash));
		addEventListener("hashchange", read);
		return () => removeEventListener("hashchange", read);
	}, []);
	return link;
}

/** What is shown first: what the page brings, what the link says, else the first example. */
export function useFirst(
	{ open, show }: Pick<DocumentControls, "open" | "show">,
	brought: Uint8Array<ArrayBuffer> | undefined,
): First {
	const { shelf, library, engine, isReadOnly } = useWork();
	const link = useLink();
	const [examples, setExamples] = useState<readonly Example[]>([]);
	const [request, setRequest] = useState<LinkRequest>();
	const [opened, setOpened] = useState<LinkState>();
	const loading = useRef<Promise<readonly Example[]>>(undefined);

	const showExample = useCallback(
		async (example: Example, picked: LinkState) => {
			const shown = await open(example.title, exampleExtra(example), (signal) =>
				fetchBytes(addressOf(example), signal),
			);
			if (shown) pickFromLink(shown, picked);
		},
		[open],
	);

	/** A run of this page or of this browser's store; undefined where the link means none of them. */
	const showKept = useCallback(
		async (signal: AbortSignal): Promise<Opened | undefined> => {
			const here = { id: "", at: 0, runs: library.store.getState().runs, isHeld: false };
			const found = keptRun([here, ...(await shelf.works().catch(() => []))], link);
			if (!found || signal.aborted) return undefined;
			const { work, run } = found;
			if (!library.store.get(run.id)) {
				if (work.isHeld) {
					// Another tab goes on with that work: this one has a copy.
					const bytes = await shelf.get(work.id, run.id);
					if (!bytes) return undefined;
					const { parent: _, ...alone } = run;
					await library.addBytes({ ...alone, changes: [] }, bytes);
				} else library.adopt(work);
			}
			return show(run.id);
		},
		[library, shelf, link, show],
	);

	useEffect(() => {
		const controller = new AbortController();
		const { signal } = controller;
		const start = async (): Promise<void> => {
			if (brought) {
				const shown = await open(
					"The session",
					{ origin: { kind: "file", name: "session.lvlm" } },
					async () => brought,
				);
				if (shown) pickFromLink(shown, link);
				return;
			}
			loading.current ??= loadExamples();
			const list = await loading.current;
			if (signal.aborted) return;
			setExamples(list);
			setRequest(undefined);
			if (link.session !== undefined) {
				const address = link.session;
				const shown = await open(address, { origin: { kind: "hosted", address } }, (ended) =>
					fetchBytes(address, ended),
				);
				if (shown) pickFromLink(shown, link);
				return;
			}
			const named = list.find(({ id }) => id === link.example);
			const isOfRun = [link.picture, link.question, link.settings?.run].some((one) => one !== undefined);
			if (isOfRun && !named && !isReadOnly) {
				const kept = await showKept(signal);
				if (kept) pickFromLink(kept, link);
				if (kept || signal.aborted) return;
				const { requestOf } = await import("../link/link-request.js");
				const wanted = await requestOf(link, signal);
				if (signal.aborted) return;
				library.store.show(undefined);
				setRequest(wanted);
				return;
			}
			const example = named ?? list[0];
			if (example) await showExample(example, named ? link : {});
		};
		start()
			.catch((error: unknown) => {
				if (!signal.aborted) engine.say({ kind: "failure", ...failureOf(error) });
			})
			.finally(() => {
				if (!signal.aborted) setOpened(link);
			});
		return () => controller.abort();
	}, [brought, link, open, showExample, showKept, library, engine, isReadOnly]);
	const answered = (answer: Opened): void => {
		if (request) pickFromLink(answer, request.link);
		setRequest(undefined);
	};
	return {
		examples,
		link,
		isOpening: opened !== link,
		request,
		answered,
		openExample: useCallback((example) => showExample(example, {}), [showExample]),
	};
}
