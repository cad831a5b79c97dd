import type { ComponentType } from "react";
import type { Opened } from "../document/opened.js";

export interface PanelProps {
	readonly opened: Opened;
	/** Shows another run. */
	readonly onShow: (run: string) => void;
}

/** A tab of the app. */
export interface Panel {
	readonly id: string;
	readonly title: string;
	/** Why it has nothing to show for this session, as a sentence; undefined where it has. */
	absent(opened: Opened): string | undefined;
	readonly View: ComponentType<PanelProps>;
}
