import { onnxBackend } from "@lvlm-interpret/backend-onnx/browser";
import { type TfjsDevice, tfjsBackend } from "@lvlm-interpret/backend-tfjs";
import type { Backend } from "@lvlm-interpret/core";
import { attention, relevancy } from "@lvlm-interpret/explainers";
import { openModel } from "@lvlm-interpret/models";
import { backendSuite, type ConformanceReport, runSuite } from "@lvlm-interpret/testing";

/** Backends by the name that the test asks for. */
function create(kind: string): Backend {
	const [runtime, device] = kind.split("/") as [string, string];
	if (runtime === "onnx") return onnxBackend({ device: device as "wasm", logger: () => {} });
	return tfjsBackend({ device: device as TfjsDevice, wasmPath: "/tfjs/" });
}

/** What the embedded model says, and numbers of two explanations. */
export interface Told {
	readonly ids: readonly number[];
	readonly logProbabilities: readonly number[];
	readonly attention: readonly number[];
	readonly relevancy: readonly number[];
	readonly ms: {
		readonly open: number;
		readonly answer: number;
		readonly attention: number;
		readonly relevancy: number;
	};
}

const conformancePage = {
	/** Asks the embedded model, served under /model, about the picture at /examples/colour.png. */
	async ask(kind: string, prompt: string, maxTokens: number): Promise<Told> {
		const backend = create(kind);
		const picture = new Uint8Array(await (await fetch("/examples/colour.png")).arrayBuffer());
		const times: number[] = [performance.now()];
		const lap = (): number => times.push(performance.now());
		const model = await openModel(new URL("/model", location.href).href, { backend });
		lap();
		const answer = await model.generate({ image: picture, prompt, maxTokens });
		lap();
		const rows = await answer.explain(attention(), { tokens: [0, 1] });
		lap();
		const maps = await answer.explain(relevancy(), {});
		lap();
		await model.dispose();
		await backend.dispose();
		const took = (at: number): number => Math.round((times[at + 1] as number) - (times[at] as number));
		return {
			ids: answer.tokens.map(({ id }) => id),
			logProbabilities: answer.tokens.map(({ logProbability }) => logProbability),
			attention: [...(Object.values(rows.tensors)[0]?.tensor.data ?? [])],
			relevancy: [...(maps.tensors.relevance?.tensor.data ?? [])],
			ms: { open: took(0), answer: took(1), attention: took(2), relevancy: took(3) },
		};
	},

	/** The whole backend kit. */
	run: (kind: string): Promise<ConformanceReport> =>
		runSuite(backendSuite({ title: kind, create: () => create(kind) })),
};
export type ConformancePage = typeof conformancePage;
(globalThis as unknown as { conformancePage: ConformancePage }).conformancePage = conformancePage;
