import type { Result } from "@lvlm-interpret/core";
import { useSelection } from "@lvlm-interpret/ui";
import { type JSX, useState } from "react";
import type { Opened } from "../document/opened.js";
import type { LiveRun } from "../engine/live-run.js";

const maps = {
	llama: "Language model",
	composed: "Language model and vision encoder",
	all_v2: "Both, as the original's all_v2",
	all: "Both, as the original's all",
	vit: "Vision encoder alone",
} as const;
const modes = {
	hybrid: "Hybrid: fast, the original's",
	exact: "Exact: every row from the token itself",
	lastRowOnly: "The token's own row alone",
} as const;
/** Which modes a map has; its first is offered first. */
const modesOf: Readonly<Record<keyof typeof maps, readonly (keyof typeof modes)[]>> = {
	llama: ["hybrid", "exact", "lastRowOnly"],
	composed: ["exact", "hybrid", "lastRowOnly"],
	all_v2: ["hybrid", "exact", "lastRowOnly"],
	all: ["hybrid", "exact"],
	vit: ["hybrid"],
};

export interface ComputeMapProps {
	readonly opened: Opened;
	readonly live: LiveRun;
	readonly onResult: (result: Result) => void;
}

/** Computes another relevancy map of a live answer: its map, its mode, and, for a picked token, what it is to be compared with. */
export function ComputeMap({ opened, live, onResult }: ComputeMapProps): JSX.Element {
	const { session, store } = opened;
	const [map, setMap] = useState<keyof typeof maps>("composed");
	const [mode, setMode] = useState<keyof typeof modes>("exact");
	const [against, setAgainst] = useState("");
	const [running, setRunning] = useState<AbortController>();
	const [failure, setFailure] = useState<string>();
	const { promptLength } = session.sequence;
	// Of a picked word its first token: there the model decided which word comes.
	const token = useSelection((locked) => {
		const answer = locked.tokens.filter((position) => position >= promptLength);
		return answer.length > 0 ? Math.min(...answer) - promptLength : undefined;
	}, store);
	const said = token === undefined ? undefined : session.answer.tokens[token];
	const others = said?.alternatives.filter(({ id }) => id !== said.id) ?? [];
	const isContrast = others.some(({ id }) => String(id) === against);
	const compute = async (): Promise<void> => {
		const controller = new AbortController();
		setRunning(controller);
		setFailure(undefined);
		try {
			const contrast = isContrast ? { seed: "contrast", contrastWith: Number(against), tokens: [token] } : {};
			onResult(await live.explain("relevancy", { map, mode, ...contrast }, controller.signal));
		} catch (error) {
			if (!controller.signal.aborted) setFailure(error instanceof Error ? error.message : String(error));
		}
		setRunning(undefined);
	};
	return (
		<form
			className="compute"
			onSubmit={(event) => {
				event.preventDefault();
				void compute();
			}}
		>
			<label>
				Map
				<select
					value={map}
					onChange={(event) => {
						const next = event.target.value as keyof typeof maps;
						setMap(next);
						if (!modesOf[next].includes(mode)) setMode(modesOf[next][0] as keyof typeof modes);
					}}
				>
					{Object.entries(maps).map(([id, words]) => (
						<option key={id} value={id}>
							{words}
						</option>
					))}
				</select>
			</label>
			<label>
				Mode
				<select value={mode} onChange={(event) => setMode(event.target.value as keyof typeof modes)}>
					{modesOf[map].map((id) => (
						<option key={id} value={id}>
							{modes[id]}
						</option>
					))}
				</select>
			</label>
			<label>
				Why {said ? `“${said.text.trim()}”` : "this"}
				<select value={isContrast ? against : ""} disabled={!said} onChange={(event) => setAgainst(event.target.value)}>
					<option value="">{said ? "at all" : "pick an answer word first"}</option>
					{others.map(({ id, text, logProbability }) => (
						<option key={id} value={id}>
							rather than “{text.trim()}” ({(100 * Math.exp(logProbability)).toPrecision(2)} %)
						</option>
					))}
				</select>
			</label>
			{running ? (
				<button type="button" onClick={() => running.abort()}>
					Stop
				</button>
			) : (
				<button type="submit">Compute</button>
			)}
			{failure && <p role="alert">{failure}</p>}
		</form>
	);
}
