import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exitCodes, main } from "@lvlm-interpret/cli";
import { decodeSession } from "@lvlm-interpret/core/session";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const models = fileURLToPath(new URL("../../models", import.meta.url));
const model = `${models}/shapes-llava`;
const image = `${models}/evaluation/images/000.png`;
const question = "Which colour does the ring have?";

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "lvlm-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command line in this process. */
async function run(args: readonly string[], signal: AbortSignal = new AbortController().signal) {
	let out = "";
	let err = "";
	const terminal = {
		out: (text: string) => {
			out += text;
		},
		err: (text: string) => {
			err += text;
		},
		isInteractive: false,
		columns: 80,
	};
	const code = await main(args, terminal, signal);
	return { code, out, err };
}

describe("ask", () => {
	it("prints the answer, and nothing else on standard output", async () => {
		const { code, out, err } = await run(["ask", model, image, question]);
		expect([code, err]).toEqual([exitCodes.ok, ""]);
		expect(out).toMatch(/^The ring is \w+\.\n$/);
	});

	it("gives everything as JSON, log-probabilities and alternatives too", async () => {
		const { out } = await run(["ask", model, image, question, "--json"]);
		const answer = JSON.parse(out);
		expect(answer).toMatchObject({ model: "shapes-llava", stopReason: "end-token" });
		for (const token of answer.tokens) {
			expect(token.logProbability).toBeLessThanOrEqual(0);
			expect(token.sampledProbability).toBe(1);
			expect(token.alternatives).toHaveLength(5);
			expect(token.alternatives[0].id).toBe(token.id);
		}
	});

	it("gives the same answer for the same seed, and says when it was cut", async () => {
		const sampled = ["ask", model, image, question, "--temperature", "2", "--top-p", "0.95", "--max-tokens", "12"];
		const [one, again, other] = [
			await run([...sampled, "--seed", "1"]),
			await run([...sampled, "--seed", "1"]),
			await run([...sampled, "--seed", "2"]),
		];
		expect(again.out).toBe(one.out);
		expect(other.out).not.toBe(one.out);
		const cut = await run(["ask", model, image, question, "--max-tokens", "2"]);
		expect(cut.err).toContain("--max-tokens");
	});
});

describe("explain --method attention", () => {
	const attention = ["explain", model, image, question, "--method", "attention"];

	it("writes pictures, tables and a session that opens again", async () => {
		const out = join(folder, "explained");
		const { code, out: printed } = await run([...attention, "--out", out]);
		expect(code).toBe(exitCodes.ok);
		expect(printed).toContain(`written to ${out}`);
		const files = readdirSync(out);
		for (const name of [
			"answer.json",
			"attention-gallery.png",
			"attention-image.csv",
			"attention-prompt.csv",
			"layer-head-matrix.csv",
			"results.json",
		]) {
			expect(files).toContain(name);
		}
		const answer = JSON.parse(readFileSync(join(out, "answer.json"), "utf8"));
		const visible = answer.tokens.filter((token: { isEnd: boolean }) => !token.isEnd).length;
		expect(files.filter((name) => name.startsWith("attention-token-"))).toHaveLength(visible);
		expect(files.filter((name) => /^layer-head-.*\.png$/.test(name))).toHaveLength(10);
		for (const name of files.filter((one) => one.endsWith(".png"))) {
			expect([...readFileSync(join(out, name)).subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
		}
		const session = decodeSession(readFileSync(join(out, "session.lvlm")));
		expect(session.answer.text).toBe(answer.answer);
		expect(session.results.map((result) => result.method)).toEqual(["attention", "attention", "layer-head-matrix"]);
		const [maps] = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
		expect(Array.from(session.results[0]?.tensors.attention?.tensor.data ?? [])).toEqual(maps.tensors.attention.values);
	});

	it("keeps to the chosen layer, head and token", async () => {
		const out = join(folder, "chosen");
		await run([...attention, "--layer", "-1", "--head", "0-2", "--token", "1,3", "--out", out]);
		expect(readdirSync(out).filter((name) => name.startsWith("attention-token-"))).toEqual([
			"attention-token-01.png",
			"attention-token-03.png",
		]);
		const [maps] = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
		expect(maps.options).toMatchObject({ layers: [3], heads: [0, 1, 2], tokens: [1, 3] });
	});

	it("shows which tokens looked at chosen patches, and rollout", async () => {
		const patches = join(folder, "patches");
		expect((await run([...attention, "--patch", "21,22", "--out", patches])).code).toBe(exitCodes.ok);
		expect(readdirSync(patches)).toContain("attention-patches.png");
		const rolled = join(folder, "rolled");
		const { code, out } = await run([
			"explain",
			model,
			image,
			question,
			"--method",
			"rollout",
			"--out",
			rolled,
			"--json",
		]);
		expect(code).toBe(exitCodes.ok);
		expect(JSON.parse(out).files).toContain(join(rolled, "rollout-gallery.png"));
	});
});

describe("explain --method relevancy", () => {
	const relevancy = ["explain", model, image, question, "--method", "relevancy"];

	it("is the default, in the map and mode that the answer depends on most, and without a caution", async () => {
		const out = join(folder, "default");
		const { code, err } = await run(["explain", model, image, question, "--token", "1", "--out", out]);
		expect([code, err]).toEqual([exitCodes.ok, ""]);
		const [result] = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
		expect(result).toMatchObject({ method: "relevancy", options: { map: "composed", mode: "exact" } });
		expect(readdirSync(out)).toContain("relevancy-bars.png");
	});

	it("shows a token that belongs to no word by itself, without bars of words", async () => {
		const out = join(folder, "space");
		// The answer spells the space before its last word as a token of its own.
		const { code, err } = await run([...relevancy, "--token", "3", "--out", out]);
		expect([code, err]).toEqual([exitCodes.ok, ""]);
		expect(JSON.parse(readFileSync(join(out, "answer.json"), "utf8")).tokens[3].text).toBe(" ");
		expect(readdirSync(out)).toEqual(expect.arrayContaining(["relevancy-token-03.png", "relevancy-shares.png"]));
		expect(readdirSync(out)).not.toContain("relevancy-bars.png");
	});

	it("writes a picture a word, bars, shares, every tensor, and a session that opens again", async () => {
		const out = join(folder, "relevancy");
		const { code, err } = await run([...relevancy, "--mode", "hybrid", "--out", out]);
		expect(code).toBe(exitCodes.ok);
		expect(err).toMatch(/^Caution: .*--mode exact/);
		const files = readdirSync(out);
		expect(files.filter((name) => !/^relevancy-word-\d/.test(name))).toEqual([
			"answer.json",
			"relevancy-bars.png",
			"relevancy-gallery.png",
			"relevancy-image.csv",
			"relevancy-positions.csv",
			"relevancy-shares.csv",
			"relevancy-shares.png",
			"relevancy-word-image.csv",
			"relevancy-words.csv",
			"results.json",
			"session.lvlm",
		]);
		const session = decodeSession(readFileSync(join(out, "session.lvlm")));
		const [result] = session.results;
		const [plain] = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
		const words = result?.tensors.wordImage?.axes[0];
		expect(words?.labels?.slice(0, 3)).toEqual(["The", "ring", "is"]);
		expect(files.filter((name) => /^relevancy-word-\d/.test(name))).toEqual(
			words?.index.map((token) => `relevancy-word-${String(token).padStart(2, "0")}.png`),
		);
		expect(result?.cautions).toEqual(plain.cautions);
		expect(result?.options).toEqual(plain.options);
		expect(Object.keys(plain.tensors)).toEqual(["image", "wordImage", "relevance", "words", "shares"]);
		for (const [name, tensor] of Object.entries<{ values: number[]; axes: unknown }>(plain.tensors)) {
			expect(Array.from(result?.tensors[name]?.tensor.data ?? [])).toEqual(tensor.values);
			expect(result?.tensors[name]?.axes).toEqual(tensor.axes);
		}
		const [header, ...lines] = readFileSync(join(out, "relevancy-word-image.csv"), "utf8").trim().split("\n");
		expect(header).toBe("word,word label,region,relevance share");
		expect(lines).toHaveLength(plain.tensors.wordImage.values.length);
	});

	it("contrasts one token with another that is named by its text, led on through the vision encoder", async () => {
		const out = join(folder, "contrast");
		const chosen = ["--token", "3", "--map", "composed", "--mode", "exact", "--score", "contrast", "--no-normalize"];
		const answer = JSON.parse((await run(["ask", model, image, question, "--json"])).out);
		const other = answer.tokens[3].alternatives[1];
		const { code, err } = await run([...relevancy, ...chosen, "--against", other.text, "--out", out]);
		expect(code).toBe(exitCodes.ok);
		expect(err).not.toContain("Caution");
		expect(readdirSync(out)).not.toContain("relevancy-bars.png");
		const [plain] = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
		expect(plain.options).toMatchObject({
			tokens: [3],
			map: "composed",
			mode: "exact",
			seed: "contrast",
			contrastWith: other.id,
			normalize: false,
		});
		expect(plain.tensors.wordImage.unit).toBe("relevance");
	});

	it.each([
		["a mode for the map without one", ["--map", "vit", "--mode", "exact"], /"vit" has no mode/],
		["a mode that the map cannot have", ["--map", "all", "--mode", "lastRowOnly"], /"all" cannot be made/],
		["a token to compare with for no contrast", ["--against", "red"], /--score contrast/],
		["an unknown map", ["--map", "gradcam"], /composed, llama, vit, all/],
		["a scale of 0", ["--score-scale", "0"], /above 0/],
		["a layer", ["--layer", "1"], /--method relevancy takes no --layer/],
		["its options with another method", ["--method", "attention", "--mode", "exact"], /attention takes no --mode/],
		["its switches with another method", ["--method", "rollout", "--no-normalize"], /rollout takes no --no-normalize/],
	])("refuses %s before the model is opened", async (_, more, message) => {
		// A folder without a model: that would be the next error.
		const { code, err } = await run(["explain", folder, image, question, "--method", "relevancy", ...more]);
		expect(err).toMatch(message);
		expect(err).not.toContain("config.json");
		expect(code).toBe(exitCodes.badInput);
	});

	it("refuses a token that nobody recorded, and one beyond the vocabulary; the answer stays", async () => {
		const out = join(folder, "unknown-token");
		const contrast = [...relevancy, "--score", "contrast", "--out", out];
		expect((await run([...contrast, "--against", "zebra"])).err).toMatch(/No token "zebra".*Recorded: /);
		expect((await run([...contrast, "--against", "99999"])).err).toMatch(/no token 99999/);
		expect(readdirSync(out)).toEqual(["answer.json"]);
	});

	it("leaves what was written when it is interrupted, and shows phases and steps", async () => {
		const out = join(folder, "interrupted");
		const abort = new AbortController();
		let shown = "";
		const terminal = {
			out: () => {},
			err: (text: string) => {
				shown += text;
				if (text.includes("relevancy-words.csv")) abort.abort();
			},
			isInteractive: true,
			columns: 120,
		};
		const code = await main([...relevancy, "--mode", "exact", "--out", out], terminal, abort.signal);
		expect(code).toBe(exitCodes.interrupted);
		expect(shown).toContain("Compiling the explanation (relevancy)");
		expect(shown).toMatch(/Explaining \(relevancy\) {2}1 of \d+ steps/);
		const files = readdirSync(out);
		expect(files).toContain("relevancy-words.csv");
		expect(files).not.toContain("relevancy-gallery.png");
	});
});

describe("convert", () => {
	it("writes the three graphs, weights linked", async () => {
		const out = join(folder, "converted");
		const { code, out: printed } = await run(["convert", model, out, "--json"]);
		expect(code).toBe(exitCodes.ok);
		for (const name of ["vision_encoder.onnx", "embed_tokens.onnx", "decoder_model_merged.onnx", "model.safetensors"]) {
			expect(existsSync(join(out, name))).toBe(true);
		}
		expect(JSON.parse(printed).writtenBytes).toBeLessThan(5e6);
	});
});

describe("devices", () => {
	it("lists the CPU as working, and a reason for each device that does not", async () => {
		const { code, out } = await run(["devices", "--json"]);
		expect(code).toBe(exitCodes.ok);
		const reports = JSON.parse(out);
		expect(reports.find((one: { device: string }) => one.device === "cpu")).toMatchObject({ available: true });
		for (const report of reports) if (!report.available) expect(report.reason).not.toBe("");
	});
});

describe("bad input ends with a sentence and exit code 2", () => {
	const text = () => {
		const path = join(folder, "not-an-image.png");
		writeFileSync(path, "hello");
		return path;
	};
	it.each([
		["a folder without a model", () => ["ask", folder, image, question], /config\.json/],
		["no such image", () => ["ask", model, join(folder, "nothing.png"), question], /cannot be read/],
		["an image that is none", () => ["ask", model, text(), question], /invalid-image/],
		["an empty question", () => ["ask", model, image, "  "], /invalid-argument/],
		["a question that is too long", () => ["ask", model, image, "word ".repeat(2000)], /invalid-argument/],
		["no question", () => ["ask", model, image], /question/],
		["an unknown option", () => ["ask", model, image, question, "--what"], /unknown option/],
		[
			"a layer that does not exist",
			() => ["explain", model, image, question, "--method", "attention", "--layer", "99", "--out", folder],
			/--layer/,
		],
		[
			"a token that does not exist",
			() => ["explain", model, image, question, "--token", "500", "--out", folder],
			/--token/,
		],
		[
			"an unknown method",
			() => ["explain", model, image, question, "--method", "magic"],
			/attention, relevancy, causal, rollout/,
		],
		["an unknown command", () => ["guess"], /unknown command/],
	] as const)("%s", async (_, args, message) => {
		const { code, err } = await run(args());
		expect(err).toMatch(message);
		expect(err).not.toMatch(/\n\s+at /);
		expect(code).toBe(exitCodes.badInput);
	});

	it("as JSON where JSON was asked for", async () => {
		const { code, out } = await run(["ask", folder, image, question, "--json"]);
		expect(code).toBe(exitCodes.badInput);
		expect(JSON.parse(out).error).toMatchObject({ code: "model-not-found" });
	});
});

describe("help and interruption", () => {
	it.each([
		["--help"],
		["ask", "--help"],
		["explain", "--help"],
		["convert", "--help"],
		["devices", "--help"],
		["--version"],
	])("%s %s ends with 0", async (...args) => {
		const { code, out } = await run(args);
		expect(code).toBe(exitCodes.ok);
		expect(out.length).toBeGreaterThan(4);
	});

	it("an aborted command ends with 130", async () => {
		const { code } = await run(["ask", model, image, question], AbortSignal.abort());
		expect(code).toBe(exitCodes.interrupted);
	});
});
