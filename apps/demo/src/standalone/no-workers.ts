import type * as workers from "../workers.js";

/** A page that is opened from a file can start no worker: nothing runs a model there. */
export const startEngineWorker: typeof workers.startEngineWorker = () => {
	throw new Error("This copy is to be looked at: it brings no model.");
};

export const startCodecWorker: typeof workers.startCodecWorker = () => undefined;
