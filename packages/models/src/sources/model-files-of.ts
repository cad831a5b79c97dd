import { isLvlmError } from "@lvlm-interpret/core";
import { browserStore } from "../browser-store/browser-store.js";
import { type DeviceLimits, defaultLimits } from "../estimate/device-limits.js";
import { estimateModel, type ModelEstimate } from "../estimate/estimate.js";
import { judge, refuseUnlessFits, type Verdict } from "../estimate/verdict.js";
import { folder } from "../files/folder.js";
import { checkTextSize, type ModelFiles } from "../files/model-files.js";
import { hubCache } from "../hub/hub-cache.js";
import { isHubId } from "../hub/hub-id.js";
import { hubModel } from "../hub/hub-model.js";
import { hubSettings } from "../hub/hub-settings.js";
import { isNode, nodeModule } from "../platform/node-module.js";
import { downloadModel, neededFiles, twiceIfChanged } from "../remote/download-model.js";
import { downloadFailed } from "../remote/failure.js";
import type { ModelStore } from "../remote/model-store.js";
import { remoteFiles } from "../remote/remote-files.js";
import type { RemoteFile, RemoteModel } from "../remote/remote-model.js";
import type { Connection } from "../remote/request.js";
import type { SourceOptions } from "./source-options.js";
import { urlFolder } from "./url-folder.js";

/** A verdict on a model, wherever it is. */
export interface Inspection {
	readonly estimate: ModelEstimate;
	readonly verdict: Verdict;
	/** Bytes that are still to be downloaded; 0 for a model on this machine. */
	readonly missingBytes: number;
	/** The commit of a model that comes from a server. */
	readonly commit?: string;
}

const isAddress = (source: string): boolean => /^https?:\/\//.test(source);

async function isFolder(path: string): Promise<boolean> {
	if (!isNode) return false;
	return nodeModule("node:fs/promises")
		.stat(path)
		.then((facts) => facts.isDirectory())
		.catch(() => false);
}

/** Options with the environment's values filled in. */
interface Settled extends SourceOptions {
	readonly offline: boolean;
	readonly store: ModelStore;
}

function settled(options: SourceOptions): Settled {
	if (!isNode) return { ...options, offline: options.offline ?? false, store: options.store ?? browserStore() };
	const { endpoint, cacheFolder, token, offline } = hubSettings();
	return {
		endpoint,
		offline,
		...(token === undefined ? {} : { token }),
		...options,
		store: options.store ?? hubCache(cacheFolder),
	};
}

function connectionOf({ fetch, token, retries, retryDelayMs, stallMs }: SourceOptions): Connection {
	const all = { fetch, token, retries, retryDelayMs, stallMs };
	return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Connection;
}

/** Asks the server what there is. A token is for the Hub: an address gets none, unless it is given for it. */
async function askServer(source: string, given: SourceOptions, options: Settled): Promise<RemoteModel> {
	const signal = options.signal ? { signal: options.signal } : {};
	if (isAddress(source)) return urlFolder(source, { ...connectionOf(given), ...signal });
	return hubModel(source, {
		...connectionOf(options),
		...(options.revision === undefined ? {} : { revision: options.revision }),
		...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
		...signal,
	});
}

/** The stored copy, if it is whole. */
async function stored(source: string, options: Settled): Promise<ModelFiles | undefined> {
	const id = isAddress(source) ? source.replace(/\/+$/, "") : source;
	return options.store.find(id, options.revision ?? "main");
}

async function inspectFiles(files: ModelFiles, missing: MissingBytes, options: Settled): Promise<Inspection> {
	const estimate = await estimateModel(files, options);
	const missingBytes = await missing(estimate);
	const storageBytes = missingBytes > 0 ? await options.store.freeBytes() : undefined;
	const limits: DeviceLimits = {
		// ONNX Runtime maps float32 weights from disk; others it converts for each session.
		sharesWeights: isNode && estimate.facts.weightDtypes.join() === "float32",
		...(storageBytes === undefined ? {} : { storageBytes }),
		...(options.limits ?? (await defaultLimits(options.device ?? "cpu"))),
	};
	const command = { ...options.question, ...(options.revision ? { revision: options.revision } : {}) };
	return { estimate, verdict: judge(estimate, limits, { missingBytes, command }), missingBytes };
}

type MissingBytes = (estimate: ModelEstimate) => Promise<number>;

async function missingOf(model: RemoteModel, files: readonly RemoteFile[], store: ModelStore): Promise<number> {
	let missing = 0;
	for (const file of files) missing += Math.max(0, file.byteLength - (await store.storedBytes(model, file)));
	return missing;
}

async function inspectRemote(model: RemoteModel, options: Settled): Promise<Inspection> {
	const files = withTexts(remoteFiles(model, options));
	const missing: MissingBytes = (estimate) => missingOf(model, neededFiles(model, estimate.weightFiles), options.store);
	return { ...(await inspectFiles(files, missing, options)), commit: model.commit };
}

/** Keeps texts that were read: config.json is asked for more than once. */
function withTexts(files: ModelFiles): ModelFiles {
	const texts = new Map<string, Promise<string>>();
	return {
		...files,
		async text(name) {
			const entry = (await files.list()).find((one) => one.name === name);
			if (entry) checkTextSize(name, entry.byteLength);
			const pending = texts.get(name) ?? files.text(name);
			texts.set(name, pending);
			return pending;
		},
	};
}

function notStored(source: string, options: Settled): Error {
	return downloadFailed(
		"offline",
		source,
		`"${source}"${options.revision ? ` (revision "${options.revision}")` : ""} is not in ${options.store.place}, and nothing is fetched offline.`,
		{ hint: "Open it once while online, or leave out --offline and HF_HUB_OFFLINE." },
	);
}

/** What the source is: files of this machine, or a model on a server. */
async function locate(source: string, given: SourceOptions): Promise<{ local: ModelFiles } | { remote: Settled }> {
	if (isAddress(source)) return { remote: settled(given) };
	if (isNode && ((await isFolder(source)) || !isHubId(source))) return { local: folder(source) };
	return { remote: settled(given) };
}

async function fetchModel(source: string, given: SourceOptions, options: Settled): Promise<ModelFiles> {
	if (options.offline) {
		const there = await stored(source, options);
		if (there) return there;
		throw notStored(source, options);
	}
	let model: RemoteModel;
	try {
		model = await askServer(source, given, options);
	} catch (error) {
		// Without a connection what was loaded before is used, as Python's tools do.
		const there = isLvlmError(error, "download-failed") && error.fields.reason === "network";
		const copy = there ? await stored(source, options) : undefined;
		if (copy) return copy;
		throw error;
	}
	const { estimate, verdict } = await inspectRemote(model, options);
	refuseUnlessFits(estimate, verdict);
	await downloadModel(model, neededFiles(model, estimate.weightFiles), options.store, options);
	const files = await options.store.find(model.id, model.commit);
	if (!files) throw notStored(source, options);
	return files;
}

async function refuseUnlessFit(files: ModelFiles, options: SourceOptions): Promise<void> {
	const { estimate, verdict } = await inspectFiles(files, async () => 0, settled(options));
	refuseUnlessFits(estimate, verdict);
}

/**
 * The files of a model, wherever it is; what is missing is downloaded, after it was judged to fit.
 *
 * @param source  A folder on disk (Node), a Hub id ("organisation/name"), the address of a folder (https://…), or files. A folder goes
 *   before a Hub id of the same name.
 * @throws {LvlmError} "model-not-found", "download-failed"; "out-of-memory" or "limit-exceeded" with the numbers and the command for
 *   another machine, before any weight was fetched. @throws {DOMException} AbortError; what was loaded is kept.
 */
export async function modelFilesOf(source: string | ModelFiles, options: SourceOptions = {}): Promise<ModelFiles> {
	if (typeof source !== "string") {
		// In Node free memory is looked at when the checkpoint is opened; a browser's limits are known here.
		if (!isNode) await refuseUnlessFit(source, options);
		return source;
	}
	const place = await locate(source, options);
	if ("local" in place) return place.local;
	return twiceIfChanged(() => fetchModel(source, options, place.remote));
}

/**
 * Judges a model before any weight is fetched: size of the download, parameters, memory by precision, limits of the device. Reads
 * config.json and the headers of the weights.
 *
 * @throws {LvlmError} "model-not-found", "unsupported-model", "invalid-model", "download-failed". @throws {DOMException} AbortError
 */
export async function inspectModel(source: string | ModelFiles, options: SourceOptions = {}): Promise<Inspection> {
	const place = typeof source === "string" ? await locate(source, options) : { local: source };
	if ("local" in place) return inspectFiles(place.local, async () => 0, settled(options));
	const { remote } = place;
	if (!remote.offline) {
		return inspectRemote(await askServer(source as string, options, remote), remote);
	}
	const there = await stored(source as string, remote);
	if (!there) throw notStored(source as string, remote);
	return inspectFiles(there, async () => 0, remote);
}
