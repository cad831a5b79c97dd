import { type MapSettings, ModalityPanel, RelevanceGalleryPanel, RelevancePanel } from "@lvlm-interpret/ui/charts";
import { type JSX, useMemo, useState } from "react";
import { resultsOf } from "../document/opened.js";
import { ComputeButton } from "./compute-button.js";
import { ContrastSection } from "./contrast-section.js";
import type { Panel, PanelProps } from "./panel.js";
import { useExplain } from "./use-explain.js";

/** Which modes a map has, the usual one first. */
const modesOf: Readonly<Record<string, readonly string[]>> = {
	llama: ["hybrid", "exact", "lastRowOnly"],
	composed: ["exact", "hybrid", "lastRowOnly"],
	all_v2: ["hybrid", "exact", "lastRowOnly"],
	all: ["hybrid", "exact"],
	vit: ["hybrid"],
};
const seeds = ["logit", "log-probability"] as const;
const offered: readonly MapSettings[] = Object.entries(modesOf).flatMap(([map, modes]) =>
	modes.flatMap((mode) => seeds.map((seed) => ({ map, mode, seed }))),
);

function View({ opened }: PanelProps): JSX.Element {
	const { session, picture } = opened;
	const explaining = useExplain(opened);
	const [value, setValue] = useState(0);
	const maps = useMemo(
		() => resultsOf(session, "position-map", "relevancy").filter(({ options }) => options.seed !== "contrast"),
		[session],
	);
	const shown = maps[Math.min(value, maps.length - 1)];
	const shared = { sequence: session.sequence, layouts: session.layouts, ...(picture ? { image: picture } : {}) };
	const request = ({ map, mode, seed }: MapSettings): void =>
		void explaining.explain(`Relevancy: ${map}, ${mode}`, "relevancy", { map, mode, seed });
	return (
		<>
			{maps.length > 0 && (
				<RelevancePanel
					results={maps}
					value={value}
					onChange={setValue}
					{...shared}
					{...(explaining.absent ? {} : { offered, onRequest: request })}
				/>
			)}
			{(maps.length === 0 || explaining.jobs.length > 0) && (
				<ComputeButton
					explaining={explaining}
					onCompute={() => request({ map: "llama", mode: "hybrid", seed: "logit" })}
				>
					Compute relevancy
				</ComputeButton>
			)}
			{shown && <RelevanceGalleryPanel title="Every word of the answer" result={shown} {...shared} />}
			{shown?.tensors.relevance && (
				<ModalityPanel title="Picture against words" result={shown} sequence={session.sequence} />
			)}
			<ContrastSection opened={opened} explaining={explaining} />
		</>
	);
}

/** Which patches and words made the model say the picked tokens. */
export const relevancePanel: Panel = { id: "relevance", title: "Relevance", absent: () => undefined, View };
