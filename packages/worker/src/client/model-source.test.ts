import { afterEach, describe, expect, it, vi } from "vitest";
import { engineWorker } from "./engine-worker.js";
import { droppedSource, wireSource } from "./model-source.js";

afterEach(() => vi.unstubAllGlobals());

describe("wireSource", () => {
	it("takes names, addresses, files and folders", async () => {
		expect(wireSource("org/model")).toEqual({ kind: "name", name: "org/model" });
		expect(wireSource("/on/disk")).toEqual({ kind: "name", name: "/on/disk" });
		expect(wireSource(new URL("https://a.example/m"))).toEqual({ kind: "name", name: "https://a.example/m" });
		const file = Object.assign(new File(["{}"], "config.json"), { webkitRelativePath: "llava/config.json" });
		expect(wireSource([file])).toEqual({ kind: "files", files: [{ name: "llava/config.json", blob: file }] });
		const named = { name: "config.json", blob: new Blob([]) };
		expect(wireSource({ id: "mine", files: [named] })).toEqual({ kind: "files", id: "mine", files: [named] });
		const handle = { kind: "directory", name: "llava" } as FileSystemDirectoryHandle;
		expect(wireSource(handle)).toEqual({ kind: "directory", handle });
		for (const wrong of ["", 3, null, {}]) expect(() => wireSource(wrong as string)).toThrow(/no model/);
	});

	it("reads paths as the page's own where there is one", () => {
		vi.stubGlobal("location", { href: "https://site.example/app/index.html" });
		expect(wireSource("/models/a")).toEqual({ kind: "name", name: "https://site.example/models/a" });
		expect(wireSource("./models/a")).toEqual({ kind: "name", name: "https://site.example/app/models/a" });
		expect(wireSource("org/model")).toEqual({ kind: "name", name: "org/model" });
	});
});

describe("droppedSource", () => {
	const transferOf = (...items: object[]) => ({ items }) as unknown as DataTransfer;
	const file = new File(["{}"], "config.json");
	const folder = { kind: "directory", name: "llava" };

	it("is the folder that was dropped alone, else the files", async () => {
		const itemOf = (handle: unknown) => ({
			kind: "file",
			getAsFile: () => file,
			getAsFileSystemHandle: async () => handle,
		});
		expect(await droppedSource(transferOf(itemOf(folder), { kind: "string" }))).toBe(folder);
		expect(await droppedSource(transferOf(itemOf({ kind: "file" })))).toEqual([file]);
		expect(await droppedSource(transferOf({ kind: "file", getAsFile: () => file }))).toEqual([file]);
	});
});

describe("engineWorker", () => {
	it("refuses what is no worker", () => {
		for (const wrong of [undefined, {}, { postMessage() {} }]) {
			expect(() => engineWorker(wrong as never)).toThrow(/worker is none/);
		}
	});
});
