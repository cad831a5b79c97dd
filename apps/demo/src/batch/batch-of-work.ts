import type { Work } from "../app/work.js";
import { type BatchQueue, createQueue } from "./queue.js";
import { createQueueShelf } from "./queue-shelf.js";
import { runEntry } from "./run-entry.js";

const queues = new WeakMap<Work, BatchQueue>();

/** The queue of a page's work: it goes on while other things are looked at. */
export function batchOf(work: Work): BatchQueue {
	const known = queues.get(work);
	if (known) return known;
	const queue = createQueue({
		shelf: createQueueShelf(),
		run: (entry, at, signal) => runEntry(work, entry, at, signal),
		job: (title, run) => work.engine.job(title, ({ signal }) => run(signal)),
	});
	queues.set(work, queue);
	return queue;
}
