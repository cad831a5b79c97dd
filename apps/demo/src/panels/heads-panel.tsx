import { AttentionMatrixPanel, HeadGalleryPanel } from "@lvlm-interpret/ui";
import type { JSX } from "react";
import type { Panel, PanelProps } from "./panel.js";

function View({ opened }: PanelProps): JSX.Element | null {
	const { rows, session, picture } = opened;
	if (!rows) return null;
	const shared = { source: rows, sequence: session.sequence, layouts: session.layouts };
	return (
		<>
			<HeadGalleryPanel {...shared} {...(picture ? { image: picture } : {})} />
			<AttentionMatrixPanel {...shared} from="answer" />
		</>
	);
}

/** Every head beside every other. */
export const headsPanel: Panel = {
	id: "heads",
	title: "Heads",
	absent: ({ rows }) => (rows ? undefined : "This session holds no rows of attention."),
	View,
};
