import { type LinkState, writeLink } from "@lvlm-interpret/ui/session";
import { useEffect } from "react";
import type { Opened } from "../document/opened.js";
import type { PanelSettings } from "../panels/panel.js";

/** Picks in a session what a link says. */
export function pickFromLink({ store }: Opened, { tokens, layer, head, regions }: LinkState): void {
	store.lock({
		...(tokens ? { tokens } : {}),
		...(layer === undefined ? {} : { layer }),
		...(head === undefined ? {} : { head }),
		...(regions ? { regions } : {}),
	});
}

/** The link of what is shown. */
export function linkOf({ run: { origin }, store }: Opened, panel: string, settings: PanelSettings): LinkState {
	const { tokens, layer, head, regions } = store.getState().locked;
	return {
		...(origin.kind === "example" ? { example: origin.id } : {}),
		...(origin.kind === "hosted" ? { session: origin.address } : {}),
		panel,
		tokens,
		...(layer === undefined ? {} : { layer }),
		...(head === undefined ? {} : { head }),
		regions,
		settings,
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
