import { queryPosition } from "@lvlm-interpret/core";
import { useSelection } from "@lvlm-interpret/ui";
import {
	CausalControls,
	CausalPanel,
	type CausalSettings,
	type PreviewRows,
	previewRows,
} from "@lvlm-interpret/ui/graph";
import { type JSX, useEffect, useState } from "react";
import { type Opened, resultsOf } from "../document/opened.js";
import type { Panel, PanelProps } from "./panel.js";
import { resultName } from "./result-name.js";
import { useExplain } from "./use-explain.js";

const usual: Omit<CausalSettings, "token" | "layer"> = {
	heads: "all",
	threshold: 0.01,
	alpha: 1e-5,
	radius: 3,
	sampleCount: 128,
};

/** The attention of the row that predicts a token, all heads of one layer: for the number of nodes that a threshold gives. */
function useRowsOf({ rows, session }: Opened, token: number, layer: number): PreviewRows | undefined {
	const [found, setFound] = useState<PreviewRows>();
	useEffect(() => {
		if (!rows) return setFound(undefined);
		const controller = new AbortController();
		const { layers, heads } = rows.shape;
		const queries = [queryPosition(session.sequence, token)];
		rows.rows({ layers: [layer < 0 ? layers + layer : layer], queries, signal: controller.signal }).then(
			(answer) => {
				if (!controller.signal.aborted && answer.isComplete) {
					setFound(previewRows(answer.tensor.data, heads, session.sequence, token));
				}
			},
			() => undefined,
		);
		return () => controller.abort();
	}, [rows, session.sequence, token, layer]);
	return found;
}

function View({ opened }: PanelProps): JSX.Element {
	const { session, store, picture, rows } = opened;
	const explaining = useExplain(opened);
	const { promptLength } = session.sequence;
	const results = resultsOf(session, "causal-graph");
	const [chosen, setChosen] = useState<number>();
	const result = results[chosen ?? results.length - 1];
	const picked = useSelection((locked) => locked.tokens.find((position) => position >= promptLength), store);
	const [settings, setSettings] = useState(usual);
	const [layer, setLayer] = useState(-1);
	const token = picked === undefined ? 0 : picked - promptLength;
	const preview = useRowsOf(opened, token, layer);
	const matrix = resultsOf(session, "layer-head-matrix")[0]?.tensors.matrix?.tensor.shape;
	const { layers = matrix?.[1] ?? 0, heads = matrix?.[2] ?? 0 } = rows?.shape ?? {};
	const [job] = explaining.jobs;
	const { progress } = job ?? {};
	const share = progress?.total ? progress.done / progress.total : undefined;
	const tokens = session.answer.tokens.filter(({ isEnd }) => !isEnd);
	return (
		<>
			{results.length > 1 && (
				<label className="compute">
					Shown
					<select value={chosen ?? results.length - 1} onChange={(event) => setChosen(Number(event.target.value))}>
						{results.map((one, index) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: results have no other name, and never change places
							<option key={index} value={index}>
								“{one.data?.target.text.trim()}”, {resultName(one, session)}
							</option>
						))}
					</select>
				</label>
			)}
			{explaining.absent && !result && <p className="absent">{explaining.absent}</p>}
			<CausalPanel
				result={result}
				layouts={session.layouts}
				{...(picture ? { image: picture } : {})}
				controls={
					explaining.absent ? undefined : (
						<CausalControls
							value={{ ...settings, token, layer }}
							onChange={({ token: next, layer: nextLayer, ...rest }) => {
								setSettings(rest);
								setLayer(nextLayer);
								if (next !== token) store.lock({ tokens: [promptLength + next] });
							}}
							tokens={tokens}
							layers={layers}
							heads={heads}
							{...(preview ? { rows: preview } : {})}
							isRunning={job !== undefined}
							{...(job
								? { progress: { message: progress?.detail ?? job.title, ...(share === undefined ? {} : { share }) } }
								: {})}
							onRun={() => {
								setChosen(undefined);
								const said = session.answer.tokens[token]?.text.trim();
								void explaining.explain(`Causal graphs of “${said}”`, "causal", { ...settings, token, layer });
							}}
							onStop={() => job?.stop()}
						/>
					)
				}
			/>
		</>
	);
}

/** Which patches and words may have caused a token, and what removing them does to it. */
export const causalPanel: Panel = { id: "causal", title: "Causal", absent: () => undefined, View };
