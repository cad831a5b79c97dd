import { saveFile } from "@lvlm-interpret/ui/session";
import { BatchTable } from "@lvlm-interpret/ui/tables";
import { type JSX, useEffect } from "react";
import { useStore } from "zustand";
import { Notices } from "../app/notices.js";
import { useEngine, useRuns, useWork } from "../app/work.js";
import { batchOf } from "./batch-of-work.js";
import { rowOf } from "./batch-rows.js";
import { batchSession } from "./batch-session.js";
import type { BatchEntry } from "./item.js";
import { QueueControls } from "./queue-controls.js";
import { Sources } from "./sources.js";
import "./batch.css";

export interface BatchPageProps {
	/** Shows a run. */
	readonly onShow: (run: string) => void;
}

/** What the numbers of a row are. */
const about = {
	imageShare:
		"relevance of the picture in that of picture and text, mean over the answer's tokens; relevancy as by default",
	maskMass:
		"relevance of all answer tokens inside the objects that the right answer names, of that on the whole picture",
} as const;

/** Many pictures and questions: asked one after the other, in one table. */
export function BatchPage({ onShow }: BatchPageProps): JSX.Element {
	const work = useWork();
	const { engine, library } = work;
	const queue = batchOf(work);
	const state = useStore(queue.state);
	const model = useEngine((activity) => activity.model);
	const isOpen = useEngine((activity) => activity.opened !== undefined);
	const current = useRuns((runs) => runs.current);
	const { entries } = state;
	useEffect(() => void queue.load(), [queue]);

	const open = (id: string): void => {
		const entry = entries.find((one) => one.id === id);
		const run = entry?.outcome?.run;
		if (!entry || run === undefined) return;
		if (library.store.get(run)) onShow(run);
		// The work that it belonged to is gone: the same question gives the same answer.
		else void engine.job("Asking again", async ({ signal }) => onShow(await queue.again(id, signal)));
	};
	const clear = (): void => {
		if (
			window.confirm(
				`Forget ${entries.length} questions and what came of them? Answers that were opened stay in the history.`,
			)
		)
			void queue.clear();
	};
	const save = async (): Promise<void> => {
		await engine.job("Saving", async () => {
			saveFile(new Blob([await batchSession(library, entries)], { type: "application/zip" }), "batch.lvlm");
			const done = entries.filter(({ outcome }) => outcome);
			const gone = done.filter(({ outcome }) => outcome && !library.store.get(outcome.run)).length;
			if (gone > 0) {
				const message = `${gone} of ${done.length} answers are not in the file: their runs belong to earlier work or were removed. Opening a row asks it again.`;
				engine.say({ kind: "notice", message });
			}
		});
	};
	return (
		<main className="batch-page">
			<header>
				<h2>Many questions at once</h2>
				<p className="muted batch-about">
					Ask the same of many pictures, or what you know the answers to, then sort the table: wrong answers that look
					alike, and answers that hardly rest on the picture, are where a model fails.
					{!isOpen && ` The first question loads the model, ${model.megabytes} MB, once.`}
				</p>
			</header>
			<Notices />
			<Sources onAdd={(items) => void queue.add(items)} />
			{entries.length > 0 && (
				<>
					<QueueControls
						state={state}
						onStart={() => void queue.start()}
						onStop={queue.stop}
						onRetry={queue.retry}
						onSave={() => void save()}
						onClear={clear}
					/>
					<BatchTable
						title="Questions"
						rows={entries.map(rowOf)}
						about={about}
						{...currentRow(entries, current)}
						height={640}
						onOpen={({ id }) => open(id)}
						onEdit={({ id }, { tags, note }) => {
							queue.mark(id, { ...(tags ? { tags } : {}), ...(note === undefined ? {} : { note }) });
							const run = entries.find((one) => one.id === id)?.outcome?.run;
							if (run && library.store.get(run)) {
								library.store.mark(run, { ...(tags ? { tags } : {}), ...(note === undefined ? {} : { notes: note }) });
							}
						}}
					/>
				</>
			)}
		</main>
	);
}

/** The row of the run that is shown. */
function currentRow(entries: readonly BatchEntry[], run: string | undefined): { current?: string } {
	const entry = run === undefined ? undefined : entries.find(({ outcome }) => outcome?.run === run);
	return entry ? { current: entry.id } : {};
}
