import type { SessionFile } from "@lvlm-interpret/core/session";
import { decodePng } from "@lvlm-interpret/ui/session";
import { decoded, encoded } from "../codec/codec.js";
import { type Given, type Opened, openRun } from "../document/opened.js";
import { sessionToSave } from "../document/save-session.js";
import { keepRuns } from "./keep-runs.js";
import { pictureHash } from "./picture-hash.js";
import { type Run, type RunExtra, runOf } from "./run.js";
import type { KeptWork, RunShelf } from "./run-shelf.js";
import { createRunStore, type RunStore } from "./run-store.js";

/** Runs that stay ready to be shown, besides those whose bytes could not be kept. */
const ready = 8;

/** The runs of this page's work with what belongs to them: opened ones in memory, all of them in this browser's store. */
export interface Library {
	readonly store: RunStore;
	/** A run that is ready to be shown. */
	peek(id: string): Opened | undefined;
	/** @throws {Error} for one that is not there any more; as `decoded` for a damaged one. */
	open(id: string): Promise<Opened>;
	/**
	 * Takes in a session as a run; it is not shown by that.
	 *
	 * @param extra.parent  Id of the run that it was made from.
	 * @param given  What need not be made from the file.
	 */
	add(session: SessionFile, extra: RunExtra, given?: Given): Promise<Opened>;
	/** Takes in a session file whose record is known: of a file of several runs. It is decoded when it is opened. */
	addBytes(run: Run, bytes: Uint8Array): Promise<void>;
	/** Another result, or attention that has come: the run stays the same. */
	replace(id: string, change: (session: SessionFile) => SessionFile): Promise<void>;
	/** A run's session file as it is now, with what is picked in it. */
	bytesOf(id: string): Promise<Uint8Array<ArrayBuffer>>;
	/** Whether this browser's store has the run: a later visit finds it again. */
	isKept(id: string): boolean;
	remove(...ids: readonly string[]): Promise<void>;
	/** Goes on with the work of an earlier visit; what is here already joins it. */
	adopt(work: KeptWork): void;
	/** Told when the content of an opened run changes. */
	subscribe(listener: () => void): () => void;
}

export function createLibrary(shelf: RunShelf): Library {
	const store = createRunStore();
	const opened = new Map<string, Opened>();
	const unkept = new Map<string, Uint8Array>();
	const listeners = new Set<() => void>();
	const kept = keepRuns(shelf, store, { bytesOf, onUnkept: (id, bytes) => unkept.set(id, bytes) });

	function hold(one: Opened): Opened {
		const { id } = one.run;
		if (opened.get(id)?.store !== one.store)
			one.store.subscribe(
				({ locked }) => locked,
				() => kept.changed(id),
			);
		opened.delete(id);
		opened.set(id, one);
		for (const other of opened.keys()) {
			if (opened.size <= ready) break;
			if (other !== store.getState().current && kept.has(other)) opened.delete(other);
		}
		for (const listener of [...listeners]) listener();
		return one;
	}

	async function stored(id: string): Promise<Uint8Array> {
		const bytes = unkept.get(id) ?? (await kept.get(id));
		if (bytes) return bytes;
		throw new Error("This run is not in this browser's store any more.");
	}

	async function bytesOf(id: string): Promise<Uint8Array<ArrayBuffer>> {
		const one = opened.get(id);
		return one ? encoded(await sessionToSave(one)) : ((await stored(id)) as Uint8Array<ArrayBuffer>);
	}

	async function open(id: string): Promise<Opened> {
		const run = store.get(id);
		const known = opened.get(id);
		if (!run) throw new Error("There is no such run.");
		if (known) return known.run === run ? known : hold({ ...known, run });
		return hold(await openRun(run, await decoded(await stored(id))));
	}

	return {
		store,
		peek: (id) => opened.get(id),
		open,
		async add(session, { parent, ...extra }, given = {}) {
			const from = parent === undefined ? undefined : store.get(parent);
			const pixels = given.picture ?? (session.image && (await decodePng(session.image)));
			const picture = extra.picture ?? (pixels && (await pictureHash(pixels)));
			const run = runOf(session, { ...extra, ...(picture ? { picture } : {}), ...(from ? { parent: from } : {}) });
			const one = await openRun(run, session, { ...given, ...(pixels ? { picture: pixels } : {}) });
			store.add(run);
			kept.changed(run.id);
			return hold(one);
		},
		async addBytes(run, bytes) {
			store.add(run);
			await kept.put(run.id, bytes);
		},
		async replace(id, change) {
			if (!opened.has(id)) await open(id);
			// Nothing is waited for from here on, so that two changes at once both stay.
			const one = opened.get(id) as Opened;
			hold({ ...one, session: change(one.session) });
			kept.changed(id);
		},
		bytesOf,
		isKept: (id) => kept.holds(id),
		async remove(...ids) {
			store.remove(...ids);
			for (const id of ids) {
				opened.delete(id);
				unkept.delete(id);
			}
			await kept.remove(ids);
		},
		adopt(work) {
			const here = store.getState().runs;
			store.add(...work.runs, ...here);
			kept.adopt(
				work,
				here.map(({ id }) => id),
			);
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
