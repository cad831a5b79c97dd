import type { Result } from "@lvlm-interpret/core";
import { CompareBoard, type CompareRun, preferredMap } from "@lvlm-interpret/ui/evaluate";
import { type JSX, useEffect } from "react";
import { useOpened, useRuns, useWork } from "../app/work.js";
import type { Opened } from "../document/opened.js";
import type { Run } from "../runs/run.js";
import { runName, runWords } from "../runs/run-words.js";
import { computeMap, mapsOf, offeredMaps } from "./maps.js";
import type { Panel, PanelProps } from "./panel.js";
import { resultId, resultName } from "./result-name.js";
import { RunningJob } from "./running-job.js";
import { useExplain } from "./use-explain.js";

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

interface MapChoiceProps {
	readonly name: string;
	readonly opened: Opened;
	/** The shown one. */
	readonly map: Result | undefined;
	readonly onChange: (id: string) => void;
}

/** Which map of a run is compared: one that is there, or one that is computed now. */
function MapChoice({ name, opened, map, onChange }: MapChoiceProps): JSX.Element {
	const { session } = opened;
	const maps = mapsOf(opened);
	const explaining = useExplain(opened);
	const [job] = explaining.jobs;
	const ids = maps.map(resultId);
	const further = explaining.absent
		? []
		: offeredMaps
				.filter(({ seed }) => seed !== "log-probability")
				.map((settings) => {
					const method = settings.map === "rollout" ? "rollout" : "relevancy";
					const options = method === "rollout" ? {} : { ...settings };
					return { settings, id: resultId({ method, options }), name: resultName({ method, options }, session) };
				})
				.filter(({ id }) => !ids.includes(id));
	return (
		<div className="compute">
			<label>
				Map of {name}
				<select
					value={map ? resultId(map) : ""}
					onChange={({ target: { value } }) => {
						const wanted = further.find(({ id }) => id === value);
						if (wanted) computeMap(explaining, wanted.settings);
						onChange(value);
					}}
				>
					{!map && <option value="">none</option>}
					{maps.map((result) => (
						<option key={resultId(result)} value={resultId(result)}>
							{resultName(result, session)}
						</option>
					))}
					{further.map((one) => (
						<option key={one.id} value={one.id}>
							{one.name} (compute)
						</option>
					))}
				</select>
			</label>
			{job && <RunningJob job={job} />}
		</div>
	);
}

/** The map of a name; else the one to believe most that is not `not`, where there is another. */
function mapCalled(opened: Opened | undefined, id: string | undefined, not?: Result): Result | undefined {
	const maps = opened ? mapsOf(opened) : [];
	const others = maps.filter((map) => map !== not);
	return maps.find((map) => resultId(map) === id) ?? others[preferredMap(others)] ?? maps[0];
}

/** The run to compare with: the one that was pinned, else the one that this was made from, else one of its other maps. */
function View({ opened, settings, onSettings }: PanelProps): JSX.Element {
	const { library } = useWork();
	const runs = useRuns((state) => state.runs);
	const pinned = useRuns((state) => state.pinned);
	const { parent, id } = opened.run;
	const wanted = [pinned, settings.with, parent].find((one) => one !== undefined && runs.some((run) => run.id === one));
	const usual = wanted ?? id;
	const other = useOpened(usual);
	useEffect(() => {
		library.open(usual).catch(() => library.store.pin(undefined));
	}, [library, usual]);
	const isSelf = usual === id;
	const word = (run: Run): string => `${runName(run)} (${runWords(run)})`;
	const b = mapCalled(opened, settings.map);
	const a = mapCalled(other, settings["with-map"] ?? (isSelf || !b ? undefined : resultId(b)), isSelf ? b : undefined);
	return (
		<>
			<div className="card compute">
				<label>
					Compare this run with
					<select value={usual} onChange={({ target }) => library.store.pin(target.value)}>
						{runs.map((run) => (
							<option key={run.id} value={run.id}>
								{run.id === id ? "itself, by another map" : word(run)}
							</option>
						))}
					</select>
				</label>
				{other && (
					<MapChoice
						name={isSelf ? "one side" : "that run"}
						opened={other}
						map={a}
						onChange={(map) => onSettings({ "with-map": map })}
					/>
				)}
				<MapChoice
					name={isSelf ? "the other" : "this run"}
					opened={opened}
					map={b}
					onChange={(map) => onSettings({ map })}
				/>
			</div>
			{other && (
				<CompareBoard
					a={halfOf(other, isSelf ? "one map" : `that run: ${other.run.name ?? runWords(other.run)}`, a)}
					b={halfOf(opened, isSelf ? "the other map" : `this run: ${opened.run.name ?? runWords(opened.run)}`, b)}
					stores={isSelf ? [opened.store, undefined] : [other.store, opened.store]}
				/>
			)}
		</>
	);
}

/** Two runs beside each other: another picture, question, map or setting, and what it changed. */
export const comparePanel: Panel = { id: "compare", title: "Compare", absent: () => undefined, View };
