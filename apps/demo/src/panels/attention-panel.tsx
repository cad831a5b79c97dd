import { AttentionLinksPanel, ImageToToken, LayerHeadPanel, TokenToImage } from "@lvlm-interpret/ui";
import type { JSX } from "react";
import { resultsOf } from "../document/opened.js";
import type { Panel, PanelProps } from "./panel.js";

function View({ opened }: PanelProps): JSX.Element {
	const { rows, session, picture } = opened;
	const [matrix] = resultsOf(session, "layer-head-matrix");
	const shared = { sequence: session.sequence, layouts: session.layouts };
	return (
		<>
			{matrix && <LayerHeadPanel result={matrix} />}
			{rows && <TokenToImage source={rows} {...shared} {...(picture ? { image: picture } : {})} />}
			{rows && <ImageToToken source={rows} {...shared} />}
			{rows && <AttentionLinksPanel source={rows} {...shared} {...(picture ? { image: picture } : {})} />}
		</>
	);
}

/** Where the answer looked, by layer and head, in both directions. */
export const attentionPanel: Panel = {
	id: "attention",
	title: "Attention",
	absent: ({ rows, session }) =>
		rows || resultsOf(session, "layer-head-matrix").length > 0 ? undefined : "This session holds no attention.",
	View,
};
