import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isLvlmError, type LvlmError, type Progress } from "@lvlm-interpret/core";
import { hubCache, modelFilesOf, type SourceOptions } from "@lvlm-interpret/models";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestHub, type TestHub, type TestHubOptions } from "./test-hub.js";

const fixture = fileURLToPath(new URL("../../fixtures/llava-random/c-float16", import.meta.url));
const id = "org/tiny-llava";
const weights = readFileSync(join(fixture, "model.safetensors"));

let cache: string;
let hub: TestHub;
beforeEach(async () => {
	cache = mkdtempSync(join(tmpdir(), "lvlm-hub-"));
	hub = await startTestHub({ models: { [id]: fixture } });
});
afterEach(async () => {
	await hub.close();
	rmSync(cache, { recursive: true, force: true });
});

const settings = (more: SourceOptions = {}): SourceOptions => ({
	endpoint: hub.endpoint,
	store: hubCache(cache),
	offline: false,
	retryDelayMs: 1,
	...more,
});

async function restart(options: Partial<TestHubOptions>): Promise<void> {
	await hub.close();
	hub = await startTestHub({ models: { [id]: fixture }, ...options });
}

async function failure(more: SourceOptions = {}, source = id): Promise<LvlmError<"download-failed">> {
	try {
		await modelFilesOf(source, settings(more));
	} catch (error) {
		if (isLvlmError(error, "download-failed")) return error;
		throw error;
	}
	throw new Error("it opened");
}

const root = (): string => join(cache, "models--org--tiny-llava");
const blobs = (): string[] => readdirSync(join(root(), "blobs"));
const ranges = (): (string | undefined)[] =>
	hub.seen
		.filter((one) => one.server === "storage" && !/^bytes=(0-7|8-\d+)$/.test(one.range ?? ""))
		.map((one) => one.range);

describe("a model of the Hub", () => {
	it("is stored as Python's tools store it, once, and opens offline", async () => {
		const files = await modelFilesOf(id, settings());
		expect(files.id).toBe(id);
		const link = join(root(), "snapshots", hub.commit, "model.safetensors");
		expect(lstatSync(link).isSymbolicLink()).toBe(true);
		expect(readlinkSync(link)).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]{64}$/);
		expect(readFileSync(link).equals(weights)).toBe(true);
		expect(readFileSync(join(root(), "refs", "main"), "utf8")).toBe(hub.commit);
		expect(blobs().filter((name) => name.includes("incomplete"))).toEqual([]);
		hub.forget();
		await modelFilesOf(id, settings());
		expect(ranges()).toEqual([]);
		hub.forget();
		const offline = await modelFilesOf(id, settings({ offline: true }));
		expect(hub.seen).toEqual([]);
		expect((await offline.list()).map((file) => file.name)).toContain("model.safetensors");
		const found = await hubCache(cache).list();
		expect(found).toMatchObject([{ id, commit: hub.commit, revisions: ["main"] }]);
		expect(await hubCache(cache).remove(id)).toBeGreaterThan(weights.length);
		expect(await hubCache(cache).list()).toEqual([]);
	});

	it("reports bytes of each file and of all together", async () => {
		const seen: Progress[] = [];
		await modelFilesOf(id, settings({ onProgress: (progress) => seen.push(progress) }));
		const last = seen.at(-1) as Progress;
		expect(last.done).toBe(last.total);
		expect(last.file).toEqual({ name: "model.safetensors", done: weights.length, total: weights.length });
		expect(seen.every((one, i) => i === 0 || one.done >= (seen[i - 1] as Progress).done)).toBe(true);
	});

	it("opens by tag and by commit, and says when a revision does not exist", async () => {
		await modelFilesOf(id, settings({ revision: "v1" }));
		expect(readFileSync(join(root(), "refs", "v1"), "utf8")).toBe(hub.commit);
		await modelFilesOf(id, settings({ revision: hub.commit, offline: true }));
		const error = await failure({ revision: "v9" });
		expect(error.fields.reason).toBe("not-found");
		expect(error.message).toContain("revision");
	});

	it("sends the token to the Hub alone", async () => {
		await restart({ token: "hf_secret" });
		await modelFilesOf(id, settings({ token: "hf_secret" }));
		const given = (server: string) =>
			new Set(hub.seen.filter((one) => one.server === server).map((one) => one.authorization));
		expect(given("hub")).toEqual(new Set(["Bearer hf_secret"]));
		expect(given("storage")).toEqual(new Set([undefined]));
	});

	it("uses what is stored when the Hub cannot be reached", async () => {
		await modelFilesOf(id, settings());
		const endpoint = hub.endpoint;
		await hub.close();
		const files = await modelFilesOf(id, settings({ endpoint, retries: 0 }));
		expect(files.id).toBe(id);
		hub = await startTestHub({ models: {} });
	});
});

describe("a download that is cut", () => {
	it("goes on from the first missing byte, under the condition that nothing changed", async () => {
		hub.faults.cutAfterBytes = 20_000;
		hub.faults.cuts = 2;
		await modelFilesOf(id, settings());
		const body = hub.seen.filter((one) => one.server === "storage" && !/^bytes=(0-7|8-\d+)$/.test(one.range ?? ""));
		expect(body.length).toBe(3);
		expect(
			body.slice(1).every((one) => /^bytes=[1-9]\d*-$/.test(one.range ?? "") && one.ifRange?.startsWith('"')),
		).toBe(true);
		expect(readFileSync(join(root(), "snapshots", hub.commit, "model.safetensors")).equals(weights)).toBe(true);
	});

	it("keeps what was loaded when it is given up, and the next one loads the rest", async () => {
		hub.faults.cutAfterBytes = 20_000;
		hub.faults.cuts = 1;
		hub.faults.storageTag = "a";
		const stop = new AbortController();
		const aborted = modelFilesOf(
			id,
			settings({
				signal: stop.signal,
				onProgress: ({ file }) => {
					if (file?.name === "model.safetensors" && file.done >= 20_000) stop.abort();
				},
			}),
		);
		await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
		expect(blobs().filter((name) => name.endsWith(".incomplete"))).toHaveLength(1);
		hub.forget();
		await modelFilesOf(id, settings());
		expect(ranges()).toHaveLength(1);
		expect(Number(/^bytes=(\d+)-$/.exec(ranges()[0] ?? "")?.[1])).toBeGreaterThanOrEqual(20_000);
		expect(readFileSync(join(root(), "snapshots", hub.commit, "model.safetensors")).equals(weights)).toBe(true);
	});

	it("begins again where the server has no ranges", async () => {
		hub.faults.cutAfterBytes = 20_000;
		hub.faults.cuts = 1;
		let isBody = false;
		const onProgress = (): void => {
			if (!isBody) hub.faults.noRanges = true;
			isBody = true;
		};
		await modelFilesOf(id, settings({ onProgress }));
		expect(readFileSync(join(root(), "snapshots", hub.commit, "model.safetensors")).equals(weights)).toBe(true);
	});

	it("ends with a message when every connection breaks, be it at a header or in the middle", async () => {
		hub.faults.cutAfterBytes = 0;
		hub.faults.cuts = 1000;
		const early = await failure({ retries: 2 });
		expect(early.fields.reason).toBe("network");
		hub.faults.cuts = 0;
		const late = await failure({
			retries: 2,
			onProgress: () => {
				hub.faults.cuts = 1000;
			},
		});
		expect(late.fields.reason).toBe("network");
		expect(late.message).toContain("are kept");
	});
});

describe("content that is not what was announced", () => {
	it("is noticed by its ETag, asked for once more, and then refused", async () => {
		hub.faults.changedTag = "f".repeat(64);
		const error = await failure();
		expect(error.fields.reason).toBe("changed");
		expect(hub.seen.filter((one) => one.path.startsWith("/api/"))).toHaveLength(2);
		delete hub.faults.changedTag;
		await modelFilesOf(id, settings());
	});

	it("is thrown away when a bit is wrong", async () => {
		let isBody = false;
		const onProgress = ({ file }: Progress): void => {
			if (file?.name !== "model.safetensors" || isBody) return;
			isBody = true;
			hub.faults.damage = true;
		};
		const error = await failure({ onProgress });
		expect(error.fields.reason).toBe("damaged");
		expect(blobs().filter((name) => name.endsWith(".incomplete"))).toEqual([]);
		expect(existsSync(join(root(), "snapshots", hub.commit, "model.safetensors"))).toBe(false);
		hub.faults.damage = false;
		await modelFilesOf(id, settings());
	});
});

describe("a Hub that refuses", () => {
	it.each([
		["a model that needs a token", { token: "t" }, {}, "unauthorized", "HF_TOKEN"],
		["a wrong token", { token: "t" }, { token: "old" }, "unauthorized", "expired"],
		["gated terms", { token: "t", isGated: true }, { token: "mine" }, "gated", "Accept its terms"],
		["gated terms without a token", { token: "t", isGated: true }, {}, "gated", "HF_TOKEN"],
	] as const)("%s", async (_, options, more, reason, says) => {
		await restart(options);
		const error = await failure(more);
		expect(error.fields.reason).toBe(reason);
		expect(error.message).toContain(says);
		expect(error.message).not.toContain("mine");
	});

	it("a model that does not exist", async () => {
		expect((await failure({ token: "x" }, "org/nothing")).fields).toMatchObject({ reason: "not-found", status: 404 });
		expect((await failure({}, "org/nothing")).message).toContain("does not exist");
	});

	it("waits as long as Retry-After asks, and gives up where that is long", async () => {
		hub.faults.answers.push({ status: 429, headers: { "retry-after": "1" } }, { status: 503 });
		const before = performance.now();
		await modelFilesOf(id, settings());
		expect(performance.now() - before).toBeGreaterThan(990);
		hub.faults.answers.push({ status: 429, headers: { "retry-after": "3600" } });
		expect((await failure()).fields).toMatchObject({ reason: "rate-limited", status: 429, retryAfterSeconds: 3600 });
	});

	it("says so after some tries that failed on its side", async () => {
		for (let i = 0; i < 3; i++) hub.faults.answers.push({ status: 500 });
		expect((await failure({ retries: 2 })).fields).toMatchObject({ reason: "server", status: 500 });
	});

	it("offline, names what is missing", async () => {
		const error = await failure({ offline: true });
		expect(error.fields.reason).toBe("offline");
		expect(error.message).toContain(id);
	});
});
