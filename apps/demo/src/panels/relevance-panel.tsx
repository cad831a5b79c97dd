import type { Result, ResultTensor } from "@lvlm-interpret/core";
import { PatchHeatmap, TokenStrip, useSelection } from "@lvlm-interpret/ui";
import { type JSX, useMemo, useState } from "react";
import { resultsOf } from "../document/opened.js";
import { ComputeMap } from "./compute-map.js";
import type { Panel, PanelProps } from "./panel.js";
import { resultName } from "./result-name.js";

/** The mean of the rows of some answer tokens; of all where none is picked. */
function rowOf({ tensor, axes }: ResultTensor, picked: readonly number[]): Float32Array {
	const width = tensor.shape[1] ?? 0;
	const tokens = axes[0]?.index ?? [];
	const places = tokens.flatMap((token, at) => (picked.length === 0 || picked.includes(token) ? [at] : []));
	const mean = new Float32Array(width);
	for (const at of places) {
		for (let one = 0; one < width; one++)
			mean[one] = (mean[one] ?? 0) + (tensor.data[at * width + one] ?? 0) / places.length;
	}
	return mean;
}

function View({ opened }: PanelProps): JSX.Element {
	const { session, store, picture } = opened;
	const maps = useMemo(() => resultsOf(session, "position-map"), [session]);
	const [chosen, setChosen] = useState(0);
	const result = maps[Math.min(chosen, maps.length - 1)] as Result<"position-map">;
	const locked = useSelection((one) => one.tokens, store);
	const { promptLength, tokens } = session.sequence;
	const picked = useMemo(
		() => locked.filter((position) => position >= promptLength).map((position) => position - promptLength),
		[locked, promptLength],
	);
	const image = result.tensors.image ?? result.tensors.rollout;
	const text = result.tensors.relevance;
	const values = useMemo(() => image && rowOf(image, picked), [image, picked]);
	const shares = useMemo(() => text && rowOf(text, picked), [text, picked]);
	const question = tokens.filter(({ segment }) => segment === "question");
	return (
		<>
			<div className="choices" role="radiogroup" aria-label="Map">
				{maps.map((one, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: results have no other name, and never change places
					<label key={index}>
						<input type="radio" name="map" checked={one === result} onChange={() => setChosen(index)} />
						{resultName(one, session)}
					</label>
				))}
			</div>
			{opened.live && <ComputeMap opened={opened} live={opened.live} onResult={() => setChosen(maps.length)} />}
			{image && values && (
				<PatchHeatmap
					title={`Image: ${resultName(result, session)}`}
					grid={session.layouts[0]?.grid}
					values={values}
					unit={image.unit}
					{...(picture ? { image: picture } : {})}
				/>
			)}
			{text && shares && (
				<TokenStrip
					title={`Question: ${resultName(result, session)}`}
					tokens={question}
					values={question.map(({ position }) => shares[position] ?? Number.NaN)}
					unit={text.unit}
				/>
			)}
			{(result.cautions ?? []).map((caution) => (
				<p className="caution" key={caution}>
					<strong>Caution.</strong> {caution}
				</p>
			))}
		</>
	);
}

/** Which patches and words made the model say the picked tokens. */
export const relevancePanel: Panel = {
	id: "relevance",
	title: "Relevance",
	absent: ({ session }) =>
		resultsOf(session, "position-map").length > 0 ? undefined : "This session holds no relevancy map.",
	View,
};
