import { type LinkState, readLink } from "@lvlm-interpret/ui/session";
import { useCallback, useEffect, useState } from "react";
import { type DocumentControls, fetchBytes } from "../document/use-document.js";
import { addressOf, type Example, loadExamples } from "../examples/examples.js";
import { exampleExtra } from "../examples/open-example.js";
import { pickFromLink } from "../link/use-address.js";

export interface First {
	readonly examples: readonly Example[];
	/** What the address said when the page was opened. */
	readonly link: LinkState;
	openExample(example: Example): Promise<void>;
}

/** What is shown first: what the page brings, what the link says, else the first example. */
export function useFirst(
	{ open }: Pick<DocumentControls, "open">,
	brought: Uint8Array<ArrayBuffer> | undefined,
): First {
	const [link] = useState(() => readLink(location.hash));
	const [examples, setExamples] = useState<readonly Example[]>([]);
	const show = useCallback(
		async (example: Example, picked: LinkState) => {
			const shown = await open(example.title, exampleExtra(example), (signal) =>
				fetchBytes(addressOf(example), signal),
			);
			if (shown) pickFromLink(shown, picked);
		},
		[open],
	);
	useEffect(() => {
		if (brought) {
			void open("The session", { origin: { kind: "file", name: "session.lvlm" } }, async () => brought).then(
				(shown) => shown && pickFromLink(shown, link),
			);
			return undefined;
		}
		const controller = new AbortController();
		loadExamples(controller.signal).then(
			async (list) => {
				setExamples(list);
				if (link.session !== undefined) {
					const address = link.session;
					const extra = { origin: { kind: "hosted", address } } as const;
					const shown = await open(address, extra, (signal) => fetchBytes(address, signal));
					if (shown) pickFromLink(shown, link);
					return;
				}
				const example = list.find(({ id }) => id === link.example) ?? list[0];
				if (example) await show(example, example.id === link.example ? link : {});
			},
			(error: unknown) => {
				if (!controller.signal.aborted) console.error(error);
			},
		);
		return () => controller.abort();
	}, [brought, link, open, show]);
	return { examples, link, openExample: useCallback((example) => show(example, {}), [show]) };
}
