import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import {
	type GeneratedToken,
	type Generation,
	isLvlmError,
	type Message,
	positionsOf,
	type RgbImage,
} from "@lvlm-interpret/core";
import { attention } from "@lvlm-interpret/explainers";
import { fileList, folder, type OpenedModel, openModel } from "@lvlm-interpret/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const path = fileURLToPath(new URL("../../models/shapes-llava", import.meta.url));
const backend = onnxBackend({ device: "cpu" });
const prompt = "What colour is the circle?";
let model: OpenedModel;

/** A red disc on grey. */
const image: RgbImage = (() => {
	const [width, height] = [120, 100];
	const data = new Uint8Array(width * height * 3).fill(200);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++)
			if ((x - 60) ** 2 + (y - 50) ** 2 < 900) data.set([220, 30, 30], (y * width + x) * 3);
	return { width, height, data };
})();

const codeOf = async (work: Promise<unknown>): Promise<string> =>
	work.then(
		() => "nothing thrown",
		(error) => (isLvlmError(error) ? error.code : (error as Error).name),
	);

beforeAll(async () => {
	model = await openModel(path, { backend });
});

afterAll(async () => {
	await model.dispose();
	await backend.dispose();
});

describe("generate", () => {
	it("answers, and names every position of prompt and answer", async () => {
		const seen: GeneratedToken[] = [];
		const phases = new Set<string>();
		const answer = await model.generate({
			image,
			prompt,
			maxTokens: 12,
			onToken: (token) => seen.push(token),
			onProgress: ({ phase }) => phases.add(phase),
		});
		expect(seen).toEqual(answer.tokens);
		expect([...phases]).toEqual(["encode", "prefill", "decode"]);
		const { sequence } = answer;
		expect(positionsOf(sequence, "image")).toHaveLength(answer.layouts[0]?.regions.length as number);
		expect(positionsOf(sequence, "answer")).toEqual(answer.tokens.map((_, index) => sequence.promptLength + index));
		const question = sequence.tokens.filter(({ segment }) => segment === "question").map(({ text }) => text);
		expect(question.join("").trim()).toBe(prompt);
		const visible = answer.tokens.filter(({ isEnd }) => !isEnd).map(({ text }) => text);
		expect(answer.text).toBe(visible.join(""));
		for (const token of answer.tokens) {
			expect(token.alternatives[0]).toMatchObject({ id: token.id, logProbability: token.logProbability });
			expect(token.alternatives).toHaveLength(5);
		}
	});

	it("gives the same tokens for a seed, and frees the cache", async () => {
		const sample = async (seed: number) =>
			(await model.generate({ image, prompt, temperature: 5, topP: 0.95, seed, maxTokens: 10 })).tokens.map(
				({ id }) => id,
			);
		const first = await sample(1);
		expect(await sample(1)).toEqual(first);
		expect(await sample(2)).not.toEqual(first);
		expect((await backend.memory?.())?.deviceTensors).toBe(0);
	});

	it("answers two requests at once as one after the other", async () => {
		const ask = () => model.generate({ image, prompt, maxTokens: 6 });
		const [one, two] = await Promise.all([ask(), ask()]);
		expect(one.tokens).toEqual(two.tokens);
	});

	it("goes on with a conversation", async () => {
		const messages: Message[] = [
			{ role: "user", text: prompt },
			{ role: "assistant", text: "red" },
			{ role: "user", text: "How many shapes are there?" },
		];
		const { sequence } = await model.generate({ image, prompt: messages, maxTokens: 3 });
		const text = (segment: "history" | "question") =>
			sequence.tokens
				.filter((token) => token.segment === segment)
				.map((token) => token.text)
				.join("");
		expect(text("history")).toContain(prompt);
		expect(text("history")).toContain("red");
		expect(text("question").trim()).toBe("How many shapes are there?");
		expect(positionsOf(sequence, "image").at(-1)).toBeLessThan(positionsOf(sequence, "history")[0] as number);
	});

	it("keeps what came before an abort, and rejects when nothing came", async () => {
		const controller = new AbortController();
		const onToken = ({ index }: GeneratedToken) => index === 1 && controller.abort();
		const cut = await model.generate({
			image,
			prompt: "Describe the image.",
			maxTokens: 20,
			temperature: 8,
			seed: 4,
			signal: controller.signal,
			onToken,
		});
		expect([cut.tokens.length, cut.stopReason]).toEqual([2, "aborted"]);
		const result = await cut.explain(attention());
		expect(result.kind).toBe("attention-map");
		expect(await codeOf(model.generate({ image, prompt, signal: AbortSignal.abort() }))).toBe("AbortError");
		expect((await backend.memory?.())?.deviceTensors).toBe(0);
	});

	it.each<[string, object, string]>([
		["an empty question", { image, prompt: "  " }, "invalid-argument"],
		["no image", { prompt }, "invalid-argument"],
		["an image that is none", { image: new TextEncoder().encode("no image"), prompt }, "invalid-image"],
		["pixels that are too few", { image: { ...image, width: 500 }, prompt }, "invalid-image"],
		["a special token", { image, prompt: "Is </s> here?" }, "invalid-argument"],
		["a conversation without a question", { image, prompt: [{ role: "assistant", text: "red" }] }, "invalid-argument"],
	])("refuses %s", async (_, request, code) => {
		expect(await codeOf(model.generate(request as Parameters<OpenedModel["generate"]>[0]))).toBe(code);
	});

	it("refuses a question that is too long, with both numbers", async () => {
		const { maxPositions } = model.facts.text;
		const error = await model
			.generate({ image, prompt: "Is it red? ".repeat(maxPositions) })
			.catch((one: unknown) => one);
		expect(isLvlmError(error, "invalid-argument") && error.message).toContain(`${maxPositions} positions`);
		expect(String(error)).toMatch(/The prompt has \d+ tokens/);
	});
});

describe("explain", () => {
	let answer: Generation;
	beforeAll(async () => {
		answer = await model.generate({ image, prompt, maxTokens: 6 });
	});

	it("compiles a graph once, whichever answer it explains", async () => {
		const phases: string[] = [];
		const first = await answer.explain(attention(), { layers: [1] }, { onProgress: ({ phase }) => phases.push(phase) });
		expect(first.provenance).toMatchObject({
			model: "shapes-llava",
			modelFingerprint: model.facts.fingerprint,
			device: "cpu",
		});
		expect(first.provenance.compileMs).toBeGreaterThan(0);
		expect(first.signals.rowSumError).toBeLessThan(1e-5);
		expect([...new Set(phases)]).toEqual(["compile", "explain"]);
		const other = await model.generate({ image, prompt: "Is there a square?", maxTokens: 4 });
		expect((await other.explain(attention(), { layers: [1] })).provenance.compileMs).toBe(0);
		expect((await other.explain(attention(), { layers: [1], tokens: [1] })).provenance.compileMs).toBe(0);
	});

	it("keeps a limited number of compiled graphs", async () => {
		const before = (await backend.memory?.())?.sessions as number;
		for (const view of ["answer-image", "answer-prompt"] as const)
			for (let layer = 0; layer < model.facts.text.layers; layer++)
				await answer.explain(attention(), { view, layers: [layer] });
		expect((await backend.memory?.())?.sessions).toBeLessThanOrEqual(Math.max(before, 3 + 4));
	});

	it("refuses what it cannot run, and wraps what an explainer throws", async () => {
		const plain = attention();
		expect(await codeOf(answer.explain({ ...plain, program: {} }))).toBe("capability-missing");
		expect(await codeOf(answer.explain(plain, { layers: [99] }))).toBe("invalid-argument");
		expect(await codeOf(answer.explain(plain, { nothing: 1 } as object))).toBe("invalid-argument");
		expect(await codeOf(answer.explain(plain, {}, { signal: AbortSignal.abort() }))).toBe("AbortError");
		const cause = new Error("a bug");
		const broken = {
			...plain,
			program: () => {
				throw cause;
			},
		};
		const error = await answer.explain(broken).catch((one: unknown) => one);
		expect(isLvlmError(error, "session-failed") && error.cause).toBe(cause);
		expect(await codeOf(answer.explain({ ...plain, produces: "position-map" as never }))).toBe("invalid-argument");
	});
});

describe("openModel", () => {
	it("opens a list of files too, disposes all sessions, and refuses work afterwards", async () => {
		const before = (await backend.memory?.())?.sessions;
		const other = await openModel(folder(path), { backend });
		const answer = await other.generate({ image, prompt, maxTokens: 2 });
		await answer.explain(attention());
		await other.dispose();
		expect((await backend.memory?.())?.sessions).toBe(before);
		expect(await codeOf(other.generate({ image, prompt }))).toBe("session-disposed");
		expect(await codeOf(answer.explain(attention()))).toBe("session-disposed");
	});

	it("leaves nothing behind when it is aborted or a part cannot be loaded", async () => {
		const before = (await backend.memory?.())?.sessions;
		const controller = new AbortController();
		const aborted = openModel(path, {
			backend,
			signal: controller.signal,
			onProgress: ({ phase, done }) => phase === "load" && done === 2 && controller.abort(),
		});
		expect(await codeOf(aborted)).toBe("AbortError");
		const failing = {
			...backend,
			createSession: (...given: Parameters<typeof backend.createSession>) =>
				given[0].name.startsWith("decoder") ? Promise.reject(new Error("full")) : backend.createSession(...given),
		};
		await expect(openModel(path, { backend: failing })).rejects.toThrow("full");
		expect((await backend.memory?.())?.sessions).toBe(before);
	});

	it("refuses pictures of another size than the vision encoder reads", async () => {
		const files = folder(path);
		const text = async (name: string): Promise<string> => {
			const content = await files.text(name);
			return name === "preprocessor_config.json" ? content.replaceAll("96", "64") : content;
		};
		const other = await openModel({ ...files, text }, { backend });
		expect(await codeOf(other.generate({ image, prompt }))).toBe("invalid-model");
		await other.dispose();
	});

	it("refuses a model that does not fit, and folders that are none", async () => {
		expect(await codeOf(openModel(path, { backend, freeBytes: 1000 }))).toBe("out-of-memory");
		expect(await codeOf(openModel(`${path}/nowhere`, { backend }))).toBe("model-not-found");
		expect(await codeOf(openModel(fileList([]), { backend }))).toBe("model-not-found");
	});

	it.each(["tokenizer.json", "preprocessor_config.json", "chat_template.jinja"])(
		"says that %s is missing",
		async (missing) => {
			const files = folder(path);
			const list = (await files.list()).filter(
				({ name }) =>
					name !== missing &&
					// The same content in other files.
					!(missing === "preprocessor_config.json" && name === "processor_config.json") &&
					!(missing === "chat_template.jinja" && name === "tokenizer_config.json"),
			);
			const names = new Set(list.map(({ name }) => name));
			const partial = {
				...files,
				list: async () => list,
				text: (name: string) => (names.has(name) ? files.text(name) : folder(path).text(`missing/${name}`)),
			};
			expect(await codeOf(openModel(partial, { backend }))).toBe("model-not-found");
		},
	);
});
