import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isHubId, isPlainPath } from "./hub-id.js";
import { hubSettings } from "./hub-settings.js";

let home: string;
beforeAll(() => {
	home = mkdtempSync(join(tmpdir(), "lvlm-home-"));
	writeFileSync(join(home, "token"), "hf_stored\n");
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("hubSettings", () => {
	it("has the defaults of Python's tools", () => {
		const { cacheFolder, endpoint, offline } = hubSettings({});
		expect(cacheFolder).toBe(join(homedir(), ".cache", "huggingface", "hub"));
		expect([endpoint, offline]).toEqual(["https://huggingface.co", false]);
	});

	it("takes the cache from the nearest variable, with ~ for the home folder", () => {
		expect(hubSettings({ XDG_CACHE_HOME: "/x" }).cacheFolder).toBe("/x/huggingface/hub");
		expect(hubSettings({ XDG_CACHE_HOME: "/x", HF_HOME: "/h" }).cacheFolder).toBe("/h/hub");
		expect(hubSettings({ HF_HOME: "/h", HF_HUB_CACHE: "~/c" }).cacheFolder).toBe(join(homedir(), "c"));
	});

	it("takes the token from the variable, else from the stored login, else none", () => {
		expect(hubSettings({ HF_HOME: home, HF_TOKEN: " hf_mine\n" }).token).toBe("hf_mine");
		expect(hubSettings({ HF_HOME: home }).token).toBe("hf_stored");
		expect(hubSettings({ HF_HOME: home, HF_HUB_DISABLE_IMPLICIT_TOKEN: "1" }).token).toBeUndefined();
		expect(hubSettings({ HF_HOME: join(home, "nowhere") }).token).toBeUndefined();
	});

	it("reads the other switches", () => {
		const settings = hubSettings({ HF_HUB_OFFLINE: "ON", HF_ENDPOINT: "https://hub.example/" });
		expect([settings.offline, settings.endpoint]).toEqual([true, "https://hub.example"]);
		expect(hubSettings({ HF_HUB_OFFLINE: "0" }).offline).toBe(false);
	});
});

describe("names", () => {
	it("knows a Hub id from a path", () => {
		expect(["llava-hf/llava-1.5-7b-hf", "a/b", "o_1/m.2"].filter(isHubId)).toHaveLength(3);
		expect(["./a/b", "a", "a/b/c", "a--b/c", "../b", "a/..", "a/b.", "-a/b", "a b/c"].filter(isHubId)).toEqual([]);
	});

	it("lets no file lead out of its folder", () => {
		expect(["config.json", "onnx/model.onnx"].filter(isPlainPath)).toHaveLength(2);
		expect(["../x", "a/../b", "/x", "a\\b", "C:x", "", "a//b", "."].filter(isPlainPath)).toEqual([]);
	});
});
