import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isLvlmError } from "@lvlm-interpret/core";
import {
	browserStore,
	directoryFiles,
	hubCache,
	modelFilesOf,
	openCheckpoint,
	type SourceOptions,
} from "@lvlm-interpret/models";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeDirectory, type FakeDisk } from "./fake-directory.js";
import { startTestHub, type TestHub } from "./test-hub.js";

const fixture = fileURLToPath(new URL("../../fixtures/llava-random/c-float16", import.meta.url));
const weights = readFileSync(join(fixture, "model.safetensors"));
const id = "org/tiny-llava";
const partBytes = 10_000;

let hub: TestHub;
let disk: FakeDisk;
let root: FakeDirectory;
beforeEach(async () => {
	hub = await startTestHub({ models: { [id]: fixture } });
	disk = { quota: 1e9, used: 0 };
	root = new FakeDirectory(disk);
});
afterEach(() => hub.close());

const storeOf = () => browserStore({ root: root as unknown as FileSystemDirectoryHandle, partBytes });
const settings = (more: SourceOptions = {}): SourceOptions => ({
	endpoint: hub.endpoint,
	store: storeOf(),
	offline: false,
	retryDelayMs: 1,
	...more,
});
const bodies = () =>
	hub.seen.filter((one) => one.path.endsWith("model.safetensors") && !/^bytes=(0-7|8-\d+)$/.test(one.range ?? ""));

describe("the browser's store", () => {
	it("keeps a model in parts, lists it, gives it back after a reload, and deletes it", async () => {
		const files = await modelFilesOf(id, settings());
		expect(Buffer.from(await files.read("model.safetensors", 0, weights.length)).equals(weights)).toBe(true);
		expect((await files.external("model.safetensors")).kind).toBe("blob");
		expect((await openCheckpoint(files)).facts.id).toBe(id);
		hub.forget();
		const again = await modelFilesOf(id, settings({ offline: true }));
		expect(hub.seen).toEqual([]);
		expect(Buffer.from(await again.read("model.safetensors", partBytes - 5, partBytes + 5))).toEqual(
			weights.subarray(partBytes - 5, partBytes + 5),
		);
		const store = storeOf();
		expect(await store.list()).toMatchObject([{ id, commit: hub.commit, revisions: ["main"] }]);
		expect(await store.remove(id)).toBeGreaterThan(weights.length);
		expect(await store.list()).toEqual([]);
		expect(await store.find(id, "main")).toBeUndefined();
	});

	it("goes on from the last byte after a cut and a reload", async () => {
		hub.faults.cutAfterBytes = 25_000;
		hub.faults.cuts = 1;
		const stop = new AbortController();
		const cut = modelFilesOf(
			id,
			settings({
				signal: stop.signal,
				onProgress: ({ file }) => {
					if (file?.name === "model.safetensors" && file.done >= 25_000) stop.abort();
				},
			}),
		);
		await expect(cut).rejects.toMatchObject({ name: "AbortError" });
		expect(await storeOf().list()).toEqual([]);
		hub.forget();
		const files = await modelFilesOf(id, settings());
		expect(Number(/^bytes=(\d+)-$/.exec(bodies().at(-1)?.range ?? "")?.[1])).toBeGreaterThanOrEqual(25_000);
		expect(Buffer.from(await files.read("model.safetensors", 0, weights.length)).equals(weights)).toBe(true);
	});

	it("says what is needed when the browser stores no more, and keeps what is there", async () => {
		disk.quota = 40_000;
		const error = await modelFilesOf(id, settings()).catch((one) => one);
		expect(isLvlmError(error, "download-failed") && error.fields.reason).toBe("storage-full");
		expect(error.message).toContain("Delete models");
		disk.quota = 1e9;
		hub.forget();
		await modelFilesOf(id, settings());
		expect(Number(/^bytes=(\d+)-$/.exec(bodies().at(-1)?.range ?? "")?.[1])).toBeGreaterThanOrEqual(partBytes);
	});
});

describe("a folder at an address", () => {
	it("is stored, and loaded again only where a file changed", async () => {
		// Resolved files of the Hub are such a folder, with redirects.
		const address = `${hub.endpoint}/${id}/resolve/main`;
		const files = await modelFilesOf(address, settings());
		expect(files.id).toBe(address);
		expect(Buffer.from(await files.read("model.safetensors", 0, weights.length)).equals(weights)).toBe(true);
		hub.forget();
		await modelFilesOf(address, settings());
		expect(bodies().filter((one) => one.method === "GET" && one.server === "storage")).toEqual([]);
		hub.faults.changedTag = "e".repeat(64);
		hub.forget();
		await modelFilesOf(address, settings());
		expect(bodies().filter((one) => one.method === "GET" && one.server === "storage")).toHaveLength(1);
		expect(await storeOf().list()).toHaveLength(2);
	});

	it("is stored on disk too", async () => {
		const cache = mkdtempSync(join(tmpdir(), "lvlm-address-"));
		try {
			const address = `${hub.endpoint}/${id}/resolve/main`;
			await modelFilesOf(address, settings({ store: hubCache(cache) }));
			await hub.close();
			const files = await modelFilesOf(address, settings({ store: hubCache(cache), offline: true }));
			expect(Buffer.from(await files.read("model.safetensors", 0, weights.length)).equals(weights)).toBe(true);
			expect(await hubCache(cache).list()).toMatchObject([{ id: address }]);
		} finally {
			rmSync(cache, { recursive: true, force: true });
		}
	});

	it("gets no token of the Hub, and says when there is no model", async () => {
		const error = await modelFilesOf(`${hub.endpoint}/${id}/resolve/main/nothing`, settings()).catch((one) => one);
		expect(isLvlmError(error, "model-not-found") && error.fields.file).toBe("config.json");
		expect(hub.seen.every((one) => one.authorization === undefined)).toBe(true);
	});
});

describe("a folder that was picked", () => {
	it("opens as the model in it", async () => {
		const picked = new FakeDirectory(disk, "my-llava");
		for (const name of ["config.json", "model.safetensors"]) {
			const stream = await (await picked.getFileHandle(name, { create: true })).createWritable();
			await stream.write(new Uint8Array(readFileSync(join(fixture, name))));
			await stream.close();
		}
		const files = await directoryFiles(picked as unknown as FileSystemDirectoryHandle);
		const { facts } = await openCheckpoint(files);
		expect(facts.id).toBe("my-llava");
		expect(facts.weightDtypes).toEqual(["float16"]);
	});
});
