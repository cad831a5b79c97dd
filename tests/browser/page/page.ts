// What the tests call in the page.
import { devices, onFirstDevice, onnxBackend } from "@lvlm-interpret/backend-onnx/browser";
import { type Backend, isLvlmError, tensor } from "@lvlm-interpret/core";
import { relevancy } from "@lvlm-interpret/explainers";
import {
	browserLimits,
	browserStore,
	decodeImage,
	fileList,
	type OpenedGeneration,
	type OpenedModel,
	openCheckpoint,
	openModel,
} from "@lvlm-interpret/models";
import { type Heartbeat, withHeartbeat } from "./heartbeat.js";
import { type Found, methods } from "./methods.js";
import { question, scene } from "./scene.js";

let backend: Backend;
let model: OpenedModel;
let answer: OpenedGeneration;
let worker: Worker | undefined;
const notices: string[] = [];
const modelAddress = `${location.origin}/model`;
const logger = (_: string, message: string) => void notices.push(message);

/** A failure as it crosses to the test. */
export interface Failure {
	readonly code: string;
	readonly message: string;
	readonly fields: Readonly<Record<string, unknown>>;
}

function failureOf(error: unknown): Failure {
	if (isLvlmError(error)) return { code: error.code, message: error.message, fields: { ...error.fields } };
	return { code: (error as Error).name, message: (error as Error).message, fields: {} };
}

const failing = (work: Promise<unknown>): Promise<Failure> =>
	work.then(() => ({ code: "nothing thrown", message: "", fields: {} }), failureOf);

const decoderOf = (bytes: string) => ({
	name: "double",
	files: new Map(),
	encode: () => Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0)),
});
const feed = { x: tensor("float32", [2], Float32Array.of(1, 2)) };

const page = {
	notices: () => notices,
	devices,
	wasmCalls: () => (globalThis as unknown as { wasmCalls: string[] }).wasmCalls,
	stored: () => browserStore().list(),

	/** Opens the embedded model from the site. */
	async open(options: { device: "wasm" | "webgpu"; threads?: number; wasmFolder?: string }): Promise<Heartbeat> {
		backend = onnxBackend({ ...options, logger, graceMs: 0 });
		const { value, heart } = await withHeartbeat(() => openModel(modelAddress, { backend }));
		model = value;
		return heart;
	},
	async ask(maxTokens: number): Promise<{ ids: number[]; text: string; logProbabilities: number[]; heart: Heartbeat }> {
		const { value, heart } = await withHeartbeat(() => model.generate({ image: scene(), prompt: question, maxTokens }));
		answer = value;
		return {
			ids: answer.tokens.map(({ id }) => id),
			text: answer.text,
			logProbabilities: answer.tokens.map(({ logProbability }) => logProbability),
			heart,
		};
	},
	async explain(method: string): Promise<{ found: Found; heart: Heartbeat }> {
		const { value, heart } = await withHeartbeat(() => (methods[method] as (typeof methods)[string])(answer));
		return { found: value, heart };
	},
	memory: () => backend.memory?.(),
	async close(): Promise<void> {
		await model.dispose();
		await backend.dispose();
	},

	/** Stops an explanation while the worker computes it; the next one needs a new worker. */
	async stopAndAskAgain(): Promise<{ failure: Failure; found: Found }> {
		const stop = new AbortController();
		const request = {
			signal: stop.signal,
			onProgress: ({ phase }: { phase: string }) => phase === "explain" && setTimeout(() => stop.abort(), 1),
		};
		const failure = await failing(answer.explain(relevancy(), { map: "vit" }, request));
		return { failure, found: await (methods.attention as (typeof methods)[string])(answer) };
	},
	/** Ends the worker from outside while a run is under way. */
	async endWorkerMidRun(): Promise<{ failure: Failure; after: Found; notices: string[] }> {
		let started = 0;
		const own = onnxBackend({
			logger,
			startWorker() {
				started++;
				worker = new Worker(new URL("./ending-worker.ts", import.meta.url), { type: "module" });
				return worker;
			},
		});
		const opened = await openModel(modelAddress, { backend: own });
		const said = await opened.generate({ image: scene(), prompt: question, maxTokens: 2 });
		const before = notices.length;
		const work = failing(
			said.explain(
				relevancy(),
				{ map: "vit" },
				{
					onProgress: ({ phase }) => phase === "explain" && setTimeout(() => worker?.terminate(), 1),
				},
			),
		);
		const failure = await work;
		const after = await (methods.relevancy as (typeof methods)[string])(said);
		if (started !== 2) throw new Error(`${started} workers were started`);
		await opened.dispose();
		await own.dispose();
		return { failure, after, notices: notices.slice(before) };
	},
	/** Opens the embedded model on the GPU while garbage is collected all the time. */
	async openBesideCollector(): Promise<readonly string[]> {
		const before = notices.length;
		const own = onnxBackend({
			device: "webgpu",
			logger,
			startWorker: () => new Worker(new URL("./collecting-worker.ts", import.meta.url), { type: "module" }),
		});
		const opened = await openModel(modelAddress, { backend: own });
		await opened.dispose();
		await own.dispose();
		return notices.slice(before);
	},
	/** Destroys the GPU's device within a run, and between two. */
	async destroyDevice(
		graph: string,
	): Promise<{ within: Failure; after: number[]; later: number[]; notices: string[] }> {
		const before = notices.length;
		const own = onnxBackend({
			device: "webgpu",
			logger,
			startWorker: () => new Worker(new URL("./destroyable-worker.ts", import.meta.url), { type: "module" }),
		});
		const channel = new BroadcastChannel("gpu");
		const tell = (message: string): Promise<unknown> => {
			const done = new Promise((resolve) => channel.addEventListener("message", resolve, { once: true }));
			channel.postMessage(message);
			return done;
		};
		const session = await own.createSession(decoderOf(graph));
		const run = async (): Promise<number[]> => [...((await session.run(feed)).y as { data: Float32Array }).data];
		await run();
		await tell("destroy in the next run");
		const within = await failing(run());
		const after = await run();
		await tell("destroy now");
		while (notices.length < before + 2) await new Promise((resolve) => setTimeout(resolve, 5));
		const later = await run();
		await own.dispose();
		channel.close();
		return { within, after, later, notices: notices.slice(before) };
	},
	/** Opens a checkpoint of which only the headers are there: the rest of each file is zeros that take no memory. */
	async openSparse(
		files: readonly { name: string; head: string; byteLength: number }[],
		device: "wasm" | "webgpu",
	): Promise<Failure> {
		const zeros = new Blob([new Uint8Array(2 ** 26)]);
		const blobs = files.map(({ name, head, byteLength }) => {
			const start = Uint8Array.from(atob(head), (one) => one.charCodeAt(0));
			const rest = byteLength - start.length;
			const parts = Array.from({ length: Math.ceil(rest / zeros.size) }, (_, index) =>
				zeros.slice(0, Math.min(zeros.size, rest - index * zeros.size)),
			);
			return { name, blob: new Blob([start, ...parts]) };
		});
		const own = onnxBackend({ device, logger });
		try {
			return await failing(openModel(fileList(blobs, { id: "llava-hf/llava-1.5-7b-hf" }), { backend: own }));
		} finally {
			await own.dispose();
		}
	},
	/** Opens the embedded model for an adapter of given limits, from files that are there. */
	async openWithin(limits: { maxBufferSize: number; maxStorageBufferBindingSize: number }): Promise<Failure> {
		const names = ["config.json", "model.safetensors"];
		const blobs = await Promise.all(names.map(async (name) => (await fetch(`${modelAddress}/${name}`)).blob()));
		const files = fileList(blobs.map((blob, index) => ({ name: names[index] as string, blob })));
		const own = onnxBackend({ device: "webgpu", logger });
		try {
			return await failing(openModel(files, { backend: own, limits: browserLimits("webgpu", { limits }) }));
		} finally {
			await own.dispose();
		}
	},
	/** Loads the graphs of a checkpoint, without opening it as a model: random ones have no tokenizer. */
	async loadGraphs(
		files: readonly { name: string; bytes: string }[],
		devices: readonly ("wasm" | "webgpu")[],
	): Promise<{ device: string; passed: readonly { device: string; reason: string }[] } | Failure> {
		const list = files.map(({ name, bytes }) => ({
			name,
			blob: new Blob([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))]),
		}));
		const { sources } = await openCheckpoint(fileList(list));
		try {
			const { backend: own, passed } = await onFirstDevice(
				async (one) => {
					for (const source of Object.values(sources)) await one.createSession(source);
				},
				{ devices, allowSoftware: true, logger },
			);
			await own.dispose();
			return { device: own.device, passed };
		} catch (error) {
			return failureOf(error);
		}
	},
	/** A session with more weights than WebAssembly can address. */
	async tooManyWeights(graph: string): Promise<Failure> {
		const zeros = new Blob([new Uint8Array(2 ** 26)]);
		const own = onnxBackend({ logger });
		const source = {
			...decoderOf(graph),
			files: new Map([["weights", { kind: "blob" as const, blob: new Blob(Array.from({ length: 65 }, () => zeros)) }]]),
		};
		try {
			return await failing(own.createSession(source));
		} finally {
			await own.dispose();
		}
	},
	/** Sums of so many ones, which need more memory than WebAssembly has, each between two that do not. */
	async runOutOfMemory(graph: string, counts: readonly number[]): Promise<{ failures: Failure[]; after: number[] }> {
		const own = onnxBackend({ logger });
		const session = await own.createSession(decoderOf(graph));
		const ones = async (count: number): Promise<number> => {
			const { total } = await session.run({ n: tensor("int64", [1], BigInt64Array.of(BigInt(count))) });
			return Number((total as { data: Float32Array }).data[0]);
		};
		const failures: Failure[] = [];
		const after = [await ones(1000)];
		for (const count of counts) {
			failures.push(await failing(ones(count)));
			after.push(await ones(10));
		}
		await own.dispose();
		return { failures, after };
	},
	async openFails(address: string): Promise<Failure> {
		const own = onnxBackend({ logger });
		try {
			return await failing(openModel(address, { backend: own }));
		} finally {
			await own.dispose();
		}
	},
	/** One small run with ONNX Runtime's files from a folder. */
	async runFrom(wasmFolder: string, graph: string): Promise<Failure | number[]> {
		const own = onnxBackend({ wasmFolder, logger });
		try {
			const session = await own.createSession(decoderOf(graph));
			const { y } = await session.run(feed);
			return [...(y as { data: Float32Array }).data];
		} catch (error) {
			return failureOf(error);
		} finally {
			await own.dispose();
		}
	},
	/** A worker whose script is not there, and one that the browser refuses to start. */
	async runWithoutWorker(graph: string): Promise<Failure[]> {
		const starts = [
			() => new Worker("/nothing.js", { type: "module" }),
			() => new Worker("https://outside.invalid/worker.js", { type: "module" }),
		];
		const failures: Failure[] = [];
		for (const startWorker of starts) {
			const own = onnxBackend({ startWorker, logger });
			failures.push(await failing(own.createSession(decoderOf(graph))));
			await own.dispose();
		}
		return failures;
	},
	async firstDevice(allowSoftware: boolean, graph: string) {
		const before = notices.length;
		const {
			value,
			backend: own,
			passed,
		} = await onFirstDevice(async (one) => (await one.createSession(decoderOf(graph))).run(feed), {
			allowSoftware,
			logger,
		});
		await own.dispose();
		return {
			device: own.device,
			passed,
			values: [...(value.y as { data: Float32Array }).data],
			notices: notices.slice(before),
		};
	},
	async decode(bytes: string): Promise<{ width: number; height: number; data: number[] } | Failure> {
		try {
			const { width, height, data } = await decodeImage(Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0)));
			return { width, height, data: [...data] };
		} catch (error) {
			return failureOf(error);
		}
	},
	/** Asks for something outside from the page and from a worker: the guard itself must notice. */
	async callOutside(): Promise<void> {
		const address = "http://outside.invalid/";
		const blob = new Blob([
			`fetch("${address}worker", { mode: "no-cors" }).catch(() => {}).then(() => postMessage(0))`,
		]);
		const caller = new Worker(URL.createObjectURL(blob));
		const answered = new Promise((resolve) => caller.addEventListener("message", resolve));
		await fetch(`${address}page`, { mode: "no-cors" }).catch(() => {});
		await answered;
	},
};

export type TestPage = typeof page;
Object.assign(globalThis, { testPage: page });
