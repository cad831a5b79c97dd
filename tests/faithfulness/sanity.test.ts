import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { exitCodes, main } from "@lvlm-interpret/cli";
import type { SanityChange } from "@lvlm-interpret/core";
import { decodeSession } from "@lvlm-interpret/core/session";
import { attention, rankedMap, regionValues, relevancy, sanity } from "@lvlm-interpret/explainers";
import {
	type ChangedAnswers,
	changedAnswers,
	type OpenedGeneration,
	type OpenedModel,
	openModel,
} from "@lvlm-interpret/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const path = fileURLToPath(new URL("../../models/shapes-llava", import.meta.url));
const picture = fileURLToPath(new URL("../../models/examples/colour.png", import.meta.url));
const question = "What colour is the circle?";
const backend = onnxBackend({ device: "cpu" });
let model: OpenedModel;
let answer: OpenedGeneration;
let changed: ChangedAnswers;
beforeAll(async () => {
	model = await openModel(path, { backend });
	answer = await model.generate({ image: new Uint8Array(readFileSync(picture)), prompt: question });
	changed = await changedAnswers(path, model, { backend });
});
afterAll(async () => {
	await changed?.dispose();
	await model?.dispose();
	await backend.dispose();
});

const word = { tokens: [3] };
const mapOf = async (one: OpenedGeneration) => regionValues(rankedMap(await one.explain(relevancy(), word)), one);

describe("answers after a change", () => {
	it("of no weight are the answer itself, bit for bit", async () => {
		const same = await changed.with(answer, { kind: "weights", blocks: 0, seed: 7 }, mapOf);
		expect(same).toEqual(await mapOf(answer));
	});

	it("of the picture have the same pixels elsewhere; of the question the same answer behind it", async () => {
		const look = (one: OpenedGeneration) => model.prepare({ image: one.image, prompt: question });
		const { picture: before } = await look(answer);
		const after = await changed.with(answer, { kind: "image", seed: 1 }, async (one) => {
			expect(one.tokens).toEqual(answer.tokens);
			const { picture: read } = await look(one);
			// Nothing was resized: what the encoder reads is what was shuffled.
			expect(read.data).toEqual(one.image.data);
			return read;
		});
		expect(after.data).not.toEqual(before.data);
		expect([...after.data].sort()).toEqual([...before.data].sort());
		await changed.with(answer, { kind: "prompt", prompt: "Describe the image." }, async (one) => {
			expect(one.messages.at(-1)?.text).toBe("Describe the image.");
			expect(one.sequence.promptLength).not.toBe(answer.sequence.promptLength);
			const said = one.sequence.tokens.slice(one.sequence.promptLength);
			expect(said.map(({ id }) => id)).toEqual(answer.tokens.map(({ id }) => id));
			expect(said.map(({ position }) => position)).toEqual(said.map((_, at) => one.sequence.promptLength + at));
		});
	});
});

describe("sanity of maps of the embedded model", () => {
	const remake = (make: (one: OpenedGeneration) => Promise<number[]>) => (change: SanityChange) =>
		changed.with(answer, change, make);

	it("relevancy is another map without what the model learned, and in another picture", async () => {
		const map = rankedMap(await answer.explain(relevancy(), word));
		const steps: number[] = [];
		const found = await answer.explain(
			sanity(map, { blocks: changed.blocks, remake: remake(mapOf) }),
			{ seeds: 2, levels: 2 },
			{ onProgress: ({ done }) => steps.push(done) },
		);
		const { data } = found;
		expect([data?.identity, found.signals.identity]).toEqual([1, 1]);
		const [weights, image] = data?.checks ?? [];
		expect(weights?.similarity).toBeLessThan(0.35);
		expect(image?.similarity).toBeLessThan(0.35);
		expect([weights?.isPassed, image?.isPassed]).toEqual([true, true]);
		expect(weights?.values).toHaveLength(144);
		expect(data?.cascade.map(({ blocks }) => blocks)).toEqual([0, 4, 8, 12]);
		expect(data?.verdict).toMatch(/^The map depends on the model's weights, where things are in the picture/);
		expect(steps.at(-1)).toBe(8);
		expect(found.provenance.modelFingerprint).toBe(model.facts.fingerprint);
	});

	it("a map that looks at nothing but the middle is flagged as not sensitive, and made anew it is the same", async () => {
		const middle = async ({ layouts }: OpenedGeneration) => {
			const { columns = 1 } = layouts[0]?.grid ?? {};
			return Array.from({ length: 144 }, (_, at) => -Math.hypot(Math.floor(at / columns) - 5.5, (at % columns) - 5.5));
		};
		const values = await middle(answer);
		const map = { method: "middle", tensor: "image", reduction: "none", tokens: [3], what: "region" as const };
		const found = await answer.explain(
			sanity({ ...map, index: values.map((_, at) => at), values }, { blocks: changed.blocks, remake: remake(middle) }),
			{ seeds: 1, levels: 0 },
		);
		expect(found.data?.checks.map(({ similarity, isPassed }) => [similarity, isPassed])).toEqual([
			[1, false],
			[1, false],
			[1, false],
		]);
		expect(found.data?.verdict).toBe(
			"It is not sensitive to the model's weights, where things are in the picture and the question.",
		);
	});

	it("attention's maps over layers are compared as one, and an abort keeps what came", async () => {
		const stop = new AbortController();
		const made = async (one: OpenedGeneration) => regionValues(rankedMap(await one.explain(attention(), word)), one);
		const map = rankedMap(await answer.explain(attention(), word));
		const found = await answer.explain(
			sanity(map, { blocks: changed.blocks, remake: remake(made) }),
			{},
			{ signal: stop.signal, onProgress: ({ done }) => done === 1 && stop.abort() },
		);
		expect(found.partial).toMatch(/^1 of \d+ maps$/);
		expect(found.data?.identity).toBe(1);
	});
});

it("explain --sanity prints the checks, writes them, and keeps them in the session", async () => {
	const out = mkdtempSync(join(tmpdir(), "lvlm-sanity-"));
	try {
		let [text, err] = ["", ""];
		const terminal = {
			out: (one: string) => {
				text += one;
			},
			err: (one: string) => {
				err += one;
			},
			isInteractive: false,
			columns: 80,
		};
		const args = ["explain", path, picture, question, "--method", "rollout", "--token", "3", "--sanity", "--out", out];
		expect([await main(args, terminal, new AbortController().signal), err]).toEqual([exitCodes.ok, ""]);
		expect(text).toMatch(/^[✓✗] Random weights: The map (changes|stays)/m);
		expect(text).toMatch(/^[✓✗] Neutral prompt: /m);
		const data = JSON.parse(readFileSync(join(out, "sanity.json"), "utf8"));
		expect(data.identity).toBe(1);
		expect(text).toContain(data.verdict);
		expect(readFileSync(join(out, "sanity.csv"), "utf8")).toMatch(/^nothing changed,0,1$/m);
		const session = decodeSession(new Uint8Array(readFileSync(join(out, "session.lvlm"))));
		expect(session.results.at(-1)).toMatchObject({ kind: "sanity", data });
	} finally {
		rmSync(out, { recursive: true, force: true });
	}
});
