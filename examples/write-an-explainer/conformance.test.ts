import { type Tensor, tensor } from "@lvlm-interpret/core";
import { compileProgram, tapAttention } from "@lvlm-interpret/graph";
import { evaluateModel } from "@lvlm-interpret/graph/reference";
import {
	type AnyExplainer,
	explainerSuite,
	explainTiny,
	referenceBackend,
	storedReplay,
	tinyModel,
} from "@lvlm-interpret/testing";
import { bindVitest } from "@lvlm-interpret/testing/vitest";
import { expect, it } from "vitest";
import { attentionDistance } from "./attention-distance.js";

bindVitest(explainerSuite({ create: () => attentionDistance() as AnyExplainer, variants: [{ token: 2 }] }));

it("is the mean distance of the attention rows, summed outside of the graph", async () => {
	const { tensors } = await explainTiny(referenceBackend(), attentionDistance() as AnyExplainer, { token: 2 });
	const found = tensors.distance?.tensor as Tensor<"float32">;
	const { feeds, replay } = storedReplay();
	const from = replay.sequence.promptLength - 1 + 2;
	const handles = tinyModel().open();
	const rows = handles.decoder.builder.input("rows", "int32", ["one"]);
	const model = compileProgram(handles, { outputs: { attention: tapAttention(handles, { rows }).value } });
	const { inputs_embeds } = feeds as { inputs_embeds: Tensor };
	const given = { inputs_embeds, rows: tensor("int32", [1], Int32Array.of(from)) };
	const { attention } = evaluateModel(model, given) as { attention: Tensor<"float64"> };
	const [layers, heads, , keys] = attention.shape as [number, number, number, number];
	expect(found.shape).toEqual([layers, heads]);
	for (let head = 0; head < layers * heads; head++) {
		let mean = 0;
		for (let key = 0; key <= from; key++) mean += (attention.data[head * keys + key] as number) * (from - key);
		expect(found.data[head]).toBeCloseTo(mean, 5);
		expect(mean).toBeGreaterThan(0);
	}
});
