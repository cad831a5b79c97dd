import type { Explainer, Registry } from "@lvlm-interpret/core";
import {
	type AnswerPrompt,
	browserStore,
	hubCache,
	hubSettings,
	inspectModel,
	type ModelStore,
} from "@lvlm-interpret/models";
import type { CallName, Calls, WireImage } from "../protocol/calls.js";
import { packed } from "../protocol/pack.js";
import type { CallContext } from "./call-context.js";
import { computeRows } from "./compute-rows.js";
import { choiceFor, type EngineBackend, lookAtDevices } from "./devices.js";
import { describeExplainers, type EngineExplainer, type EngineJudge, explainerFor } from "./explainers.js";
import { ModelSlot, sourceOf } from "./model-slot.js";

/** One function a call. */
export type Handlers = {
	readonly [Name in CallName]: (params: Calls[Name]["params"], call: CallContext) => Promise<Calls[Name]["answer"]>;
};

export interface HandlerSettings {
	readonly explainers: Registry<EngineExplainer | EngineJudge>;
	readonly backends: readonly EngineBackend[];
	readonly store: ModelStore | undefined;
}

/** Where models are kept when nobody says: the Hub's shared cache in Node, the origin's private file system in a browser. */
function usualStore(): ModelStore {
	const isNode = typeof process !== "undefined" && typeof process.versions?.node === "string";
	return isNode ? hubCache(hubSettings().cacheFolder) : browserStore();
}

async function imageOf(image: WireImage): Promise<Exclude<WireImage, Blob>> {
	return image instanceof Blob ? new Uint8Array(await image.arrayBuffer()) : image;
}

export function createHandlers({ explainers, backends, store }: HandlerSettings): Handlers {
	const slot = new ModelSlot(backends, store);
	const stored = (): ModelStore => store ?? usualStore();
	return {
		async describe() {
			return { explainers: await describeExplainers(explainers), devices: backends.map((one) => one.device) };
		},
		devices: () => lookAtDevices(backends),
		async inspect({ source, options }, call) {
			const choice = await choiceFor(backends, options.device ?? "auto");
			const device = choice?.device ?? backends[0]?.device;
			const limits = options.limits ?? (await choice?.limits?.());
			return inspectModel(await sourceOf(source), {
				...options,
				...(store ? { store } : {}),
				...(device === undefined ? {} : { device }),
				...(limits ? { limits } : {}),
				signal: call.signal,
			});
		},
		open: ({ source, options }, call) => slot.open(source, options, call),
		async generate({ answer, request }, call) {
			const { model } = slot;
			const generation = await model.generate({
				...request,
				image: await imageOf(request.image),
				signal: call.signal,
				onProgress: call.onProgress,
				onPrompt(prompt: AnswerPrompt) {
					const { value, transfer } = packed(prompt);
					call.post({ kind: "prompt", prompt: value }, transfer);
				},
				onToken: (token) => call.post({ kind: "token", token }),
			});
			slot.answers.hold(answer, generation);
			const { text, tokens, stopReason, sequence, timings } = generation;
			return { text, tokens, stopReason, sequence, timings };
		},
		async prepare({ request }, call) {
			const image = await imageOf(request.image);
			return slot.model.prepare({ ...request, image, signal: call.signal });
		},
		async explain({ answer, model, method, options, about }, call) {
			const explainer = explainerFor(await explainers.get(method), about) as Explainer<unknown, object>;
			const { signal, onProgress } = call;
			const generation = await slot.answer(answer, model, call);
			return generation.explain(explainer, options, { signal, onProgress });
		},
		async rows({ answer, model, ...wanted }, call) {
			const { signal, onProgress } = call;
			const generation = await slot.answer(answer, model, call);
			return computeRows(generation, wanted, slot.model.facts.text, {
				signal,
				onProgress,
				onBlocks(blocks, rowSumError) {
					const transfer = blocks.flatMap(({ bytes, scales }) => [bytes.buffer, scales.buffer] as ArrayBuffer[]);
					call.post({ kind: "rows", blocks, rowSumError }, transfer);
				},
			});
		},
		memory: () => slot.memory(),
		stored: () => stored().list(),
		remove: ({ id }) => stored().remove(id),
	};
}
