import type { Result } from "@lvlm-interpret/core";
import { CompareBoard, type CompareRun } from "@lvlm-interpret/ui/evaluate";
import { type JSX, useEffect, useState } from "react";
import { useOpened, useRuns, useWork } from "../app/work.js";
import type { Opened } from "../document/opened.js";
import type { Run } from "../runs/run.js";
import { runName, runWords } from "../runs/run-words.js";
import { ComputeButton } from "./compute-button.js";
import type { Panel, PanelProps } from "./panel.js";
import { resultName } from "./result-name.js";
import { useExplain } from "./use-explain.js";

/** The results of a run that a comparison can show: one row of regions a token. */
function mapsOf({ session }: Opened): readonly Result[] {
	return session.results.filter(({ tensors }) =>
		Object.values(tensors).some(
			({ axes }) => axes.at(-1)?.name === "region" && axes.some(({ name }) => name === "token"),
		),
	);
}

function halfOf({ run, session, picture }: Opened, label: string, result: Result | undefined): CompareRun {
	return {
		label,
		model: session.model.id,
		question: run.question,
		...(picture ? { image: picture } : {}),
		sequence: session.sequence,
		layouts: session.layouts,
		tokens: session.answer.tokens,
		...(result ? { result } : {}),
		settings: {
			sampling:
				run.sampling.temperature === 0
					? "greedy"
					: `temperature ${run.sampling.temperature}, seed ${run.sampling.seed}`,
			"picture made to fit": run.preprocess,
			device: session.run.device,
		},
	};
}

interface SideProps {
	readonly name: string;
	readonly opened: Opened;
	readonly at: number;
	readonly onChange: (at: number) => void;
}

/** Which map of a run is compared; where it has none, the way to one. */
function MapChoice({ name, opened, at, onChange }: SideProps): JSX.Element {
	const maps = mapsOf(opened);
	const explaining = useExplain(opened);
	if (maps.length === 0) {
		return (
			<ComputeButton
				explaining={explaining}
				onCompute={() => void explaining.explain("Relevancy", "relevancy", { map: "llama" })}
			>
				Compute a map for the {name}
			</ComputeButton>
		);
	}
	return (
		<label>
			Map of the {name}
			<select value={at} onChange={(event) => onChange(Number(event.target.value))}>
				{maps.map((result, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: results have no other name, and never change places
					<option key={index} value={index}>
						{resultName(result, opened.session)}
					</option>
				))}
			</select>
		</label>
	);
}

/** The run to compare with: the one that was pinned, else the one that this was made from, else one of its other maps. */
function View({ opened }: PanelProps): JSX.Element {
	const { library } = useWork();
	const runs = useRuns((state) => state.runs);
	const pinned = useRuns((state) => state.pinned);
	const [maps, setMaps] = useState<readonly [number, number]>([0, 0]);
	const usual = pinned ?? opened.run.parent ?? opened.run.id;
	const other = useOpened(usual);
	useEffect(() => {
		if (runs.some(({ id }) => id === usual)) library.open(usual).catch(() => library.store.pin(undefined));
	}, [library, runs, usual]);
	const isSelf = usual === opened.run.id;
	const word = (run: Run): string => `${runName(run)} (${runWords(run)})`;
	const [a, b] = [other && mapsOf(other)[maps[0]], mapsOf(opened)[maps[1]]];
	return (
		<>
			<div className="card compute">
				<label>
					Compare this run with
					<select value={usual} onChange={({ target }) => library.store.pin(target.value)}>
						{runs.map((run) => (
							<option key={run.id} value={run.id}>
								{run.id === opened.run.id ? "itself, by another map" : word(run)}
							</option>
						))}
					</select>
				</label>
				{other && <MapChoice name="other" opened={other} at={maps[0]} onChange={(at) => setMaps([at, maps[1]])} />}
				<MapChoice name="shown run" opened={opened} at={maps[1]} onChange={(at) => setMaps([maps[0], at])} />
			</div>
			{other && (
				<CompareBoard
					a={halfOf(other, isSelf ? "one map" : `before: ${runWords(other.run)}`, a)}
					b={halfOf(opened, isSelf ? "the other map" : `this run: ${runWords(opened.run)}`, b)}
					stores={isSelf ? [opened.store, undefined] : [other.store, opened.store]}
				/>
			)}
		</>
	);
}

/** Two runs beside each other: another picture, question, map or setting, and what it changed. */
export const comparePanel: Panel = { id: "compare", title: "Compare", absent: () => undefined, View };
