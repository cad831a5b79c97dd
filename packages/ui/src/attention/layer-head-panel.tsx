import { type AggregationId, aggregationIds, type Result } from "@lvlm-interpret/core";
import { type JSX, useState } from "react";
import { LayerHeadMatrix, type LayerHeadMatrixProps } from "./layer-head-matrix.js";

type Shown = "values" | "layers" | "heads" | "unit" | "aggregation" | "aggregations" | "masked" | "description";

export interface LayerHeadPanelProps extends Omit<LayerHeadMatrixProps, Shown> {
	/** Of `layerHeadMatrix()`: one tensor [layer, head] an aggregation. */
	readonly result: Result<"layer-head-matrix">;
	/** What is shown first. Default: the first that the result has. */
	readonly aggregation?: AggregationId;
}

/** The matrices of a result, with a menu of its aggregations; those that the causal mask rules out read "masked". */
export function LayerHeadPanel({ result, aggregation, ...rest }: LayerHeadPanelProps): JSX.Element {
	const known = aggregationIds.filter((id) => result.tensors[id] || result.absent?.[id]);
	const [chosen, setChosen] = useState(aggregation ?? known[0]);
	const id = chosen && known.includes(chosen) ? chosen : known[0];
	const shown = id && result.tensors[id];
	const any = Object.values(result.tensors)[0];
	const [layers = 0, heads = 0] = (shown ?? any)?.tensor.shape ?? [];
	if (!id) {
		const message = "The result holds no layer x head matrix.";
		return <LayerHeadMatrix {...rest} values={[]} layers={0} heads={0} unit="" status={{ kind: "empty", message }} />;
	}
	return (
		<LayerHeadMatrix
			{...rest}
			values={shown?.tensor.data ?? []}
			layers={layers}
			heads={heads}
			unit={shown?.unit ?? ""}
			aggregation={id}
			aggregations={known}
			onAggregationChange={(next) => {
				setChosen(next);
				rest.onAggregationChange?.(next);
			}}
			masked={shown ? undefined : result.absent?.[id]}
			description={shown?.description}
		/>
	);
}
