import type { ImageLayout, Result, RgbImage } from "@lvlm-interpret/core";
import { type JSX, type ReactNode, useMemo, useState } from "react";
import type { ViewStatus } from "../foundation/view-status.js";
import { PatchHeatmap } from "../image/patch-heatmap.js";
import { Cautions } from "../relevance/cautions.js";
import { placedValues } from "../relevance/relevance-rows.js";
import type { SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionStore } from "../selection/use-selection.js";
import { type CommonProps, Root } from "../theme/root.js";
import { relevanceStyles } from "../theme/styles-relevance.js";
import { CausalGraph } from "./causal-graph.js";
import { quoted } from "./causal-words.js";
import { HeadImportanceChart } from "./head-importance-chart.js";
import { firstHead, headNote } from "./head-notes.js";
import { settingText } from "./log-slider.js";
import { PdsTree } from "./pds-tree.js";
import { RadiusStepper } from "./radius-stepper.js";

export interface CausalPanelProps extends CommonProps {
	/** Of `causal()`; undefined while there is none. */
	readonly result: Result<"causal-graph"> | undefined;
	readonly layouts: readonly ImageLayout[];
	readonly image?: RgbImage;
	readonly imageIndex?: number;
	/** Of the graphs while they are learned. */
	readonly status?: ViewStatus;
	/** Above the views: `CausalControls`, as a rule. */
	readonly controls?: ReactNode;
	readonly store?: SelectionStore;
}

/** Causal graphs of one answer token, head by head: the graph, what explains the token by radius and how it was checked, the paths, and all heads together on the picture. */
export function CausalPanel(props: CausalPanelProps): JSX.Element {
	const { result, layouts, image, imageIndex = 0, controls } = props;
	const store = useSelectionStore(props.store);
	const locked = useSelection((selection) => selection, store);
	const [radius, setRadius] = useState<number>();
	const data = result?.data;
	const layout = layouts[imageIndex];
	const head = useMemo(() => {
		const picked = data?.heads.find(
			(one) => one.head === locked.head && (locked.layer === undefined || one.layer === locked.layer),
		);
		return picked ?? firstHead(data?.heads ?? []);
	}, [data, locked.head, locked.layer]);
	const nodes = useMemo(() => data?.nodes.filter(({ id }) => head?.nodes.includes(id)) ?? [], [data, head]);
	const values = useMemo(() => {
		const aggregate = result?.tensors.aggregate;
		return aggregate && layout
			? placedValues(aggregate.tensor.data, aggregate.axes[1]?.index ?? [], layout)
			: undefined;
	}, [result, layout]);
	const importances = useMemo(() => data?.heads.map((one) => one.importance) ?? [], [data]);
	const numbers = useMemo(() => data?.heads.map((one) => one.head) ?? [], [data]);
	const notes = useMemo(() => data?.heads.map(headNote) ?? [], [data]);
	const status: ViewStatus | undefined =
		props.status ?? (data ? undefined : { kind: "empty", message: "No graph has been learned yet." });
	const { alpha, threshold, sampleCount } = result?.options ?? {};
	const how = [
		...(typeof threshold === "number" ? [`threshold ${settingText(threshold)}`] : []),
		...(typeof alpha === "number" ? [`alpha ${settingText(alpha)}`] : []),
		...(typeof sampleCount === "number" ? [`${sampleCount} samples`] : []),
	].join(", ");
	const settings = head ? `layer ${head.layer}, head ${head.head}${how ? `, ${how}` : ""}` : how;
	const sets = head?.explanations ?? [];
	const shown = sets.find((one) => one.radius === radius) ?? sets.at(-1);
	const target = data?.target ?? { id: -1, text: "" };
	const said = quoted(target.text);
	const pictured = { image, imageLayout: layout, imageIndex, status, store };
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={relevanceStyles}>
			<div className="lvlm-panel">
				{controls}
				{result && <Cautions result={result} />}
				<HeadImportanceChart
					values={importances}
					heads={numbers}
					layer={head?.layer ?? 0}
					notes={notes}
					select={head?.head}
					settings={how}
					status={status}
					store={store}
				/>
				<CausalGraph
					title={data ? `What ${said} may come from, head ${head?.head}` : undefined}
					nodes={nodes}
					edges={head?.edges ?? []}
					target={target}
					explanation={shown?.within}
					checks={shown?.whole?.checks}
					weights={head?.weights}
					settings={settings}
					{...pictured}
				/>
				<div className="lvlm-panel-pair">
					<RadiusStepper
						title={data ? `Explanation of ${said}, by radius` : undefined}
						sets={sets}
						nodes={data?.nodes ?? []}
						target={target}
						value={shown?.radius}
						onChange={setRadius}
						settings={settings}
						{...pictured}
					/>
					<PdsTree
						key={`${head?.layer} ${head?.head}`}
						title={data ? `Paths to ${said}` : undefined}
						nodes={data?.nodes ?? []}
						tree={head?.tree ?? { id: -1, children: [] }}
						target={target}
						settings={settings}
						{...pictured}
					/>
				</div>
				{values && (
					<PatchHeatmap
						title={`All heads together, for ${said}`}
						grid={layout?.grid}
						values={values}
						unit={result?.tensors.aggregate?.unit ?? ""}
						image={image}
						imageIndex={imageIndex}
						status={status}
						store={store}
					/>
				)}
			</div>
		</Root>
	);
}
