import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { exitCodes } from "@lvlm-interpret/cli";
import { hubCache, openModel } from "@lvlm-interpret/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "./run-command.js";
import { startTestHub, type TestHub } from "./test-hub.js";

const models = fileURLToPath(new URL("../../models", import.meta.url));
const path = `${models}/shapes-llava`;
const image = `${models}/evaluation/images/000.png`;
const prompt = "Which colour does the ring have?";
const id = "org/shapes-llava";
const python = process.env.LVLM_PYTHON;
// Not the synchronous form: the servers run in this process.
const execute = promisify(execFile);

describe("the embedded model on the Hub", () => {
	let cache: string;
	let hub: TestHub;
	beforeAll(async () => {
		cache = mkdtempSync(join(tmpdir(), "lvlm-open-"));
		hub = await startTestHub({ models: { [id]: path }, token: "hf_read" });
	});
	afterAll(async () => {
		await hub.close();
		rmSync(cache, { recursive: true, force: true });
	});

	async function answer(source: string, offline: boolean) {
		const backend = onnxBackend({ device: "cpu" });
		const store = hubCache(cache);
		const model = await openModel(source, { backend, store, offline, endpoint: hub.endpoint, token: "hf_read" });
		try {
			const { tokens } = await model.generate({ image: new Uint8Array(readFileSync(image)), prompt });
			return { id: model.facts.id, fingerprint: model.facts.fingerprint, tokens };
		} finally {
			await model.dispose();
			await backend.dispose();
		}
	}

	it("answers as from its folder, and again without a connection", async () => {
		const local = await answer(path, false);
		const first = await answer(id, false);
		expect(first.id).toBe(id);
		expect(first.fingerprint).toBe(local.fingerprint);
		expect(first.tokens).toEqual(local.tokens);
		hub.forget();
		expect(await answer(id, true)).toEqual(first);
		expect(hub.seen).toEqual([]);
	});

	it("answers on the command line, with a token from the environment", async () => {
		const fresh = mkdtempSync(join(tmpdir(), "lvlm-open-"));
		const environment = {
			HF_ENDPOINT: hub.endpoint,
			HF_HUB_CACHE: fresh,
			HF_HUB_OFFLINE: "",
			HF_TOKEN: "",
			HF_TOKEN_PATH: join(fresh, "no-token"),
			MY_TOKEN: "hf_read",
		};
		const run = (...more: string[]) => runCommand(["ask", id, image, prompt, ...more], environment);
		try {
			const refused = await run();
			expect([refused.code, refused.err]).toEqual([exitCodes.badInput, expect.stringContaining("HF_TOKEN")]);
			const missing = await run("--offline");
			expect([missing.code, missing.err]).toEqual([exitCodes.badInput, expect.stringContaining("offline")]);
			const asked = await run("--token-env", "MY_TOKEN", "--revision", "v1");
			expect(asked.err).toBe("");
			expect(asked.out).toMatch(/^The ring is \w+\.\n$/);
			expect(await run("--offline", "--revision", "v1")).toEqual(asked);
		} finally {
			rmSync(fresh, { recursive: true, force: true });
		}
	});

	it.skipIf(!python)("lies in a cache that Python's huggingface_hub reads", async () => {
		const script = `
import json, sys
from huggingface_hub import scan_cache_dir, snapshot_download, hf_hub_download
cache, repo = sys.argv[1:]
path = snapshot_download(repo, cache_dir=cache, local_files_only=True)
config = hf_hub_download(repo, "config.json", cache_dir=cache, local_files_only=True)
info = scan_cache_dir(cache)
(one,) = info.repos
print(json.dumps({"path": path, "config": config, "id": one.repo_id, "refs": sorted(one.refs), "warnings": len(info.warnings), "files": sorted(f.file_name for f in next(iter(one.revisions)).files)}))
`;
		const said = JSON.parse((await execute(python as string, ["-c", script, cache, id])).stdout);
		const snapshot = join(cache, "models--org--shapes-llava", "snapshots", hub.commit);
		expect(said).toMatchObject({
			path: snapshot,
			config: join(snapshot, "config.json"),
			id,
			refs: ["main"],
			warnings: 0,
		});
		expect(said.files).toEqual(
			readdirSync(path)
				.filter((name) => /\.(json|jinja|safetensors)$/.test(name))
				.sort(),
		);
	});

	it.skipIf(!python)("opens from a cache that Python wrote, without a connection", async () => {
		const fresh = mkdtempSync(join(tmpdir(), "lvlm-open-"));
		try {
			const script = `
import sys
from huggingface_hub import snapshot_download
snapshot_download(sys.argv[2], cache_dir=sys.argv[1], token="hf_read", endpoint=sys.argv[3])
`;
			await execute(python as string, ["-c", script, fresh, id, hub.endpoint], {
				env: { ...process.env, HF_HUB_DISABLE_XET: "1", HF_HUB_OFFLINE: "0" },
			});
			const found = await hubCache(fresh).find(id, "main");
			expect((await found?.list())?.map((file) => file.name)).toContain("model.safetensors");
		} finally {
			rmSync(fresh, { recursive: true, force: true });
		}
	});
});
