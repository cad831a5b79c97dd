import { type JSX, useMemo } from "react";
import { count } from "./batch-caption.js";
import type { BatchFilter } from "./batch-order.js";
import { type BatchRow, type BatchStatus, matchOf } from "./batch-row.js";

const statuses: readonly BatchStatus[] = ["done", "running", "queued", "stopped", "failed"];

export interface BatchFiltersProps {
	readonly filter: BatchFilter;
	readonly onChange: (filter: BatchFilter) => void;
	readonly rows: readonly BatchRow[];
	readonly tags: readonly string[];
}

interface Choice {
	readonly value: string;
	readonly label: string;
}

function Select(props: {
	readonly label: string;
	readonly value: string;
	readonly choices: readonly Choice[];
	readonly onChange: (value: string) => void;
}): JSX.Element {
	return (
		<label className="lvlm-field">
			{props.label}
			<select className="lvlm-select" value={props.value} onChange={(event) => props.onChange(event.target.value)}>
				{[{ value: "", label: "All" }, ...props.choices].map(({ value, label }) => (
					<option key={value} value={value}>
						{label}
					</option>
				))}
			</select>
		</label>
	);
}

/** Words to search for, and choices of state, match and tag: each is there when it tells rows apart. */
export function BatchFilters({ filter, onChange, rows, tags }: BatchFiltersProps): JSX.Element {
	const counts = useMemo(() => {
		const found = new Map<BatchStatus, number>();
		let [yes, no] = [0, 0];
		for (const row of rows) {
			found.set(row.status, (found.get(row.status) ?? 0) + 1);
			const match = matchOf(row);
			if (match === true) yes++;
			if (match === false) no++;
		}
		return { found, yes, no };
	}, [rows]);
	const set = (part: Partial<Record<keyof BatchFilter, string>>): void => {
		const next = { ...filter, ...part };
		onChange(Object.fromEntries(Object.entries(next).filter(([, value]) => value)) as BatchFilter);
	};
	const states = statuses.filter((status) => counts.found.has(status) || filter.status === status);
	return (
		<>
			<label className="lvlm-field">
				Find
				<input
					type="search"
					className="lvlm-batch-find"
					value={filter.text ?? ""}
					placeholder="words of any column"
					onChange={(event) => set({ text: event.target.value })}
				/>
			</label>
			{(states.length > 1 || filter.status) && (
				<Select
					label="Status"
					value={filter.status ?? ""}
					choices={states.map((value) => ({ value, label: `${value} (${count(counts.found.get(value) ?? 0)})` }))}
					onChange={(status) => set({ status })}
				/>
			)}
			{counts.yes + counts.no > 0 && (
				<Select
					label="Match"
					value={filter.match ?? ""}
					choices={[
						{ value: "yes", label: `yes (${count(counts.yes)})` },
						{ value: "no", label: `no (${count(counts.no)})` },
					]}
					onChange={(match) => set({ match })}
				/>
			)}
			{tags.length > 0 && (
				<Select
					label="Tag"
					value={filter.tag ?? ""}
					choices={tags.map((tag) => ({ value: tag, label: tag }))}
					onChange={(tag) => set({ tag })}
				/>
			)}
		</>
	);
}
