import { ModalityPanel, RelevanceGalleryPanel, RelevancePanel } from "@lvlm-interpret/ui/charts";
import { preferredMap } from "@lvlm-interpret/ui/evaluate";
import { type JSX, useCallback, useMemo } from "react";
import { ComputeButton } from "./compute-button.js";
import { ContrastSection } from "./contrast-section.js";
import { computeMap, mapsOf, offeredMaps } from "./maps.js";
import type { Panel, PanelProps } from "./panel.js";
import { resultId } from "./result-name.js";
import { useExplain } from "./use-explain.js";

function View({ opened, settings, onSettings }: PanelProps): JSX.Element {
	const { session, picture } = opened;
	const explaining = useExplain(opened);
	const maps = useMemo(() => mapsOf({ session }).filter(({ options }) => options.seed !== "contrast"), [session]);
	const found = maps.findIndex((map) => resultId(map) === settings.map);
	const value = found >= 0 ? found : preferredMap(maps);
	const shown = maps[value];
	const shared = { sequence: session.sequence, layouts: session.layouts, ...(picture ? { image: picture } : {}) };
	const choose = useCallback(
		(index: number) => {
			const map = maps[index];
			if (map) onSettings({ map: resultId(map) });
		},
		[maps, onSettings],
	);
	return (
		<>
			{maps.length > 0 && (
				<RelevancePanel
					results={maps}
					value={value}
					onChange={choose}
					{...shared}
					{...(explaining.absent
						? {}
						: { offered: offeredMaps, onRequest: (wanted) => computeMap(explaining, wanted) })}
				/>
			)}
			{(maps.length === 0 || explaining.jobs.length > 0) && (
				<ComputeButton
					explaining={explaining}
					onCompute={() => computeMap(explaining, { map: "composed", mode: "exact", seed: "logit" })}
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
