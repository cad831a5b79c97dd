import type { LinkState } from "@lvlm-interpret/ui/session";
import type { ComponentType } from "react";
import type { Opened } from "../document/opened.js";

/** What of the panels is in a link beside what is picked: by short names. */
export type PanelSettings = Readonly<Partial<Record<"map" | "with" | "with-map", string>>>;

/** Those of a link's settings that are the panels'. */
export function panelSettingsOf({ settings = {} }: LinkState): PanelSettings {
	const names = ["map", "with", "with-map"] as const;
	return Object.fromEntries(names.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])));
}

export interface PanelProps {
	readonly opened: Opened;
	/** Shows another run. */
	readonly onShow: (run: string) => void;
	/** Shows another tab. */
	readonly onPanel: (id: string) => void;
	readonly settings: PanelSettings;
	readonly onSettings: (part: PanelSettings) => void;
}

/** A tab of the app. */
export interface Panel {
	readonly id: string;
	readonly title: string;
	/** Why it has nothing to show for this session, as a sentence; undefined where it has. */
	absent(opened: Opened): string | undefined;
	readonly View: ComponentType<PanelProps>;
}
