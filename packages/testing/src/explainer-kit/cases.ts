import { isLvlmError, type ResultBody, resolveOptions } from "@lvlm-interpret/core";
import { encodeModel, fingerprintModel, openHandles } from "@lvlm-interpret/graph";
import { type ConformanceCase, expectThat } from "../suite.js";
import { storedReplay } from "../tiny/stored-replay.js";
import { tinyModel } from "../tiny/tiny-model.js";
import { explainTiny } from "./run-explainer.js";
import { type ExplainerSubject, numbersIn } from "./subject.js";

const kinds = new Set(["attention-map", "layer-head-matrix", "position-map", "causal-graph", "faithfulness", "sanity"]);

/** Every index of an axis stands for something of the stored answer. */
function axisLimits(): Readonly<Record<string, number>> {
	const { replay } = storedReplay();
	const { layers, heads } = replay.facts.text;
	const { heads: visionHeads, layers: visionLayers } = replay.facts.vision;
	return {
		layer: Math.max(layers, visionLayers),
		head: Math.max(heads, visionHeads),
		token: replay.tokens.length,
		word: replay.tokens.length,
		query: replay.rows,
		key: replay.rows,
		region: replay.layouts[0]?.regions.length ?? 0,
	};
}

function checkBody(body: ResultBody, produces: string): void {
	expectThat(body.kind === produces, `the result is a ${body.kind}, but the explainer produces ${produces}`);
	const named = Object.entries(body.tensors);
	expectThat(named.length > 0 || body.data !== undefined, "the result holds nothing");
	const limits = axisLimits();
	for (const [name, { tensor, axes, unit, signed, range, description }] of named) {
		expectThat(tensor.dtype === "float32", `"${name}" is ${tensor.dtype}, not float32`);
		const lengths = axes.map(({ index }) => index.length).join(", ");
		expectThat(
			lengths === tensor.shape.join(", "),
			`"${name}" is [${tensor.shape}], but its axes have ${lengths} entries`,
		);
		for (const axis of axes) {
			const limit = limits[axis.name] ?? Number.POSITIVE_INFINITY;
			const wrong = axis.index.find((one) => !Number.isInteger(one) || one < 0 || one >= limit);
			expectThat(wrong === undefined, `axis "${axis.name}" of "${name}" names ${wrong}, of ${limit}`);
			expectThat(
				!axis.labels || axis.labels.length === axis.index.length,
				`axis "${axis.name}" of "${name}" lacks labels`,
			);
		}
		expectThat(unit.length > 0 && description.length > 0, `"${name}" does not say its unit and what it shows`);
		tensor.data.forEach((value, i) => {
			expectThat(Number.isFinite(value), `"${name}"[${i}] is ${value}`);
			expectThat(signed || value >= 0, `"${name}"[${i}] is ${value}, but "${name}" is said to be unsigned`);
			const slack = 1e-4 * Math.max(1, Math.abs(value));
			expectThat(
				value >= range[0] - slack && value <= range[1] + slack,
				`"${name}"[${i}] = ${value} lies outside of [${range}]`,
			);
		});
	}
	for (const [name, value] of Object.entries(body.signals)) {
		expectThat(Number.isFinite(value), `the signal "${name}" is ${value}`);
	}
}

/** The explainer kit, on the tiny model's stored answer. */
export const explainerCases: readonly ConformanceCase<ExplainerSubject>[] = [
	{
		id: "contract/describes-itself",
		needs: [],
		async run({ explainer }) {
			expectThat(
				explainer.specificationVersion === "v1",
				`specificationVersion is "${explainer.specificationVersion}", not "v1"`,
			);
			expectThat(
				/^([a-z][a-z0-9-]*:)?[a-z][a-z0-9-]*$/.test(explainer.id),
				`the id "${explainer.id}" is not kebab-case`,
			);
			expectThat(kinds.has(explainer.produces), `"${explainer.produces}" is no kind of result`);
			for (const [name, option] of Object.entries(explainer.options) as [
				string,
				{ label: string; description: string },
			][]) {
				expectThat(option.label && option.description, `the option "${name}" has no label or no description`);
			}
		},
	},
	{
		id: "options/defaults-are-valid",
		needs: [],
		async run({ explainer }) {
			resolveOptions(explainer.id, explainer.options, {});
		},
	},
	{
		id: "options/refuses-what-its-schema-refuses",
		needs: [],
		async run({ explainer }) {
			try {
				resolveOptions(explainer.id, explainer.options, { "no such option": 1 } as never);
			} catch (error) {
				expectThat(isLvlmError(error, "invalid-argument"), `an unknown option gave ${(error as Error).message}`);
				return;
			}
			throw new Error("an unknown option was taken");
		},
	},
	{
		id: "result/fits-its-kind",
		needs: [],
		async run({ explainer, backend, variants }) {
			for (const options of variants) checkBody(await explainTiny(backend, explainer, options), explainer.produces);
		},
	},
	{
		id: "result/is-the-same-again",
		needs: [],
		async run({ explainer, backend }) {
			const [one, other] = [await explainTiny(backend, explainer), await explainTiny(backend, explainer)];
			const same =
				numbersIn(one.tensors) === numbersIn(other.tensors) && JSON.stringify(one.data) === JSON.stringify(other.data);
			expectThat(same, "two runs with the same options gave different numbers");
		},
	},
	{
		id: "program/leaves-the-model-alone",
		needs: [],
		async run({ explainer }) {
			const { parts, facts } = tinyModel();
			const before = await fingerprintModel(parts.decoder_model_merged);
			const handles = openHandles(parts.decoder_model_merged, facts, { visionEncoder: parts.vision_encoder });
			const bytes = encodeModel(parts.vision_encoder).join();
			explainer.program(handles, resolveOptions(explainer.id, explainer.options, {}) as never);
			expectThat((await fingerprintModel(parts.decoder_model_merged)) === before, "the model's decoder was changed");
			expectThat(encodeModel(parts.vision_encoder).join() === bytes, "the model's vision encoder was changed");
		},
	},
	{
		id: "program/says-what-it-needs",
		needs: [],
		async run({ explainer }) {
			const { parts, facts } = tinyModel();
			try {
				// Without the vision encoder: it must do, or be asked for by name.
				const handles = openHandles(parts.decoder_model_merged, facts);
				explainer.program(handles, resolveOptions(explainer.id, explainer.options, {}) as never);
			} catch (error) {
				expectThat(
					isLvlmError(error, "capability-missing"),
					`without a vision encoder it fails with ${(error as Error).message}`,
				);
			}
		},
	},
	{
		id: "abort/is-heard",
		needs: [],
		async run({ explainer, backend }) {
			const end = await explainTiny(backend, explainer, {}, AbortSignal.abort()).catch((error: Error) => error);
			const isPartial = "partial" in end && end.partial !== undefined;
			expectThat(
				isPartial || ("name" in end && end.name === "AbortError"),
				"an aborted explanation gave neither an AbortError nor a partial result",
			);
		},
	},
];
