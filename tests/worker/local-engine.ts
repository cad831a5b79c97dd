import { fileURLToPath } from "node:url";
import { MessageChannel } from "node:worker_threads";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import type { Backend } from "@lvlm-interpret/core";
import {
	attention,
	faithfulness,
	faithfulnessOptions,
	layerHeadMatrix,
	rankedMap,
	relevancy,
	rollout,
} from "@lvlm-interpret/explainers";
import { createEngine, type EngineClient, type EngineEvent, type EngineOptions } from "@lvlm-interpret/worker";
import { type EngineJudge, type EngineSettings, startEngine } from "@lvlm-interpret/worker/engine";

export const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** An engine on the other end of a MessageChannel in this thread: what crosses is cloned as between threads. */
export interface LocalEngine {
	readonly engine: EngineClient;
	readonly events: EngineEvent[];
	/** Everything that was posted to the engines, in order. */
	readonly sent: Record<string, unknown>[];
	readonly starts: () => number;
	/** Runs of sessions in the engines so far. */
	readonly runs: () => number;
	/** Posts to the page of the engine that runs now, as a third party might. */
	postToPage(message: unknown): void;
	close(): Promise<void>;
}

const faithfulnessOfMap: EngineJudge = {
	id: "faithfulness",
	produces: "faithfulness",
	options: faithfulnessOptions,
	judge: ({ result, ...what }) => faithfulness(rankedMap(result, what)),
};

/** Counts the runs of a backend, and lets a test come between. */
export function counted(backend: Backend, onRun: (session: string) => void | Promise<void>): Backend {
	return {
		...backend,
		capabilities: backend.capabilities,
		async createSession(model, options) {
			const session = await backend.createSession(model, options);
			return {
				name: session.name,
				inputs: session.inputs,
				outputs: session.outputs,
				async run(feeds, runOptions) {
					await onRun(session.name);
					return session.run(feeds, runOptions);
				},
				dispose: () => session.dispose(),
			};
		},
	};
}

export function localEngine(
	options: Omit<EngineOptions, "worker"> & {
		readonly onRun?: (session: string) => void | Promise<void>;
		readonly settings?: Partial<EngineSettings>;
	} = {},
): LocalEngine {
	const { onRun, settings, ...rest } = options;
	const events: EngineEvent[] = [];
	const sent: Record<string, unknown>[] = [];
	const made: Backend[] = [];
	let starts = 0;
	let runs = 0;
	let enginePort: { postMessage(message: unknown): void } | undefined;
	const engine = createEngine({
		...rest,
		worker() {
			starts++;
			const { port1, port2 } = new MessageChannel();
			enginePort = port2;
			startEngine({
				port: port2,
				explainers: [attention(), faithfulnessOfMap, layerHeadMatrix(), relevancy(), rollout()],
				backends: [
					{
						device: "cpu",
						create() {
							const backend = onnxBackend({ device: "cpu" });
							made.push(backend);
							return counted(backend, (session) => {
								runs++;
								return onRun?.(session);
							});
						},
					},
				],
				...settings,
			});
			return {
				postMessage(message: Record<string, unknown>, transfer: ArrayBuffer[]) {
					sent.push(message);
					port1.postMessage(message, transfer);
				},
				addEventListener: (type: string, listener: (event: unknown) => void) =>
					port1.addEventListener(type, listener as EventListener),
				start: () => port1.start(),
				close: () => port1.close(),
			};
		},
		onEvent(event) {
			events.push(event);
			options.onEvent?.(event);
		},
	});
	return {
		engine,
		events,
		sent,
		starts: () => starts,
		runs: () => runs,
		postToPage: (message) => enginePort?.postMessage(message),
		async close() {
			engine.close();
			await Promise.all(made.map((backend) => backend.dispose()));
		},
	};
}
