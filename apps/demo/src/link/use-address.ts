import { type LinkState, writeLink } from "@lvlm-interpret/ui/session";
import { useEffect } from "react";
import type { Opened } from "../document/opened.js";
import type { PanelSettings } from "../panels/panel.js";
import type { Run } from "../runs/run.js";
import { hashAddress } from "./kept-run.js";
import { writeAskSettings } from "./link-settings.js";

/** Picks in a session what a link says, as far as it is there. */
export function pickFromLink({ store, session, rows }: Opened, { tokens, layer, head, regions }: LinkState): void {
	const { layers = 0, heads = 0 } = rows?.shape ?? {};
	const places = session.layouts[0]?.regions.length ?? 0;
	store.lock({
		...(tokens ? { tokens: tokens.filter((position) => position < session.sequence.tokens.length) } : {}),
		...(layer === undefined || layer >= layers ? {} : { layer }),
		...(head === undefined || head >= heads ? {} : { head }),
		...(regions ? { regions: regions.filter((region) => region < places) } : {}),
	});
}

/** Where a run's picture can be had again, as a link names it. */
function sourceOf(run: Run): LinkState {
	const { origin, picture, address } = run;
	if (origin.kind === "example") return { example: origin.id };
	if (origin.kind === "hosted") return { session: origin.address };
	const found = address ?? (picture && hashAddress(picture));
	return {
		...(found ? { picture: found } : {}),
		// Its name in this browser's store: of several runs about a picture.
		settings: { ...writeAskSettings(run), run: run.id },
	};
}

/** The link of what is shown, without question and answer. */
export function linkOf({ run, store }: Opened, panel: string, settings: PanelSettings): LinkState {
	const { tokens, layer, head, regions } = store.getState().locked;
	const source = sourceOf(run);
	return {
		...source,
		panel,
		tokens,
		...(layer === undefined ? {} : { layer }),
		...(head === undefined ? {} : { head }),
		regions,
		settings: { ...source.settings, ...settings },
	};
}

/** Keeps the address saying what is shown, so that it can be copied. */
export function useAddress(opened: Opened | undefined, panel: string, settings: PanelSettings): void {
	useEffect(() => {
		if (!opened) return undefined;
		const write = (): void => {
			const fragment = writeLink(linkOf(opened, panel, settings));
			if (fragment !== location.hash) history.replaceState(null, "", fragment || location.pathname);
		};
		write();
		return opened.store.subscribe((one) => one.locked, write);
	}, [opened, panel, settings]);
}
