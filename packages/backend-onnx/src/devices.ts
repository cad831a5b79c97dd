import { fork } from "node:child_process";
import { cpus } from "node:os";
import { type OnnxDevice, onnxDevices } from "./options.js";

/** One execution provider on this machine. */
export interface DeviceReport {
	readonly device: OnnxDevice;
	/** Whether its libraries come with onnxruntime-node; CUDA's are a separate download. */
	readonly bundled: boolean;
	/** Whether a graph of one node ran on it, with no other provider to fall back to. */
	readonly available: boolean;
	/** Why not. */
	readonly reason?: string;
	/** What it runs on, where the runtime or the system says so (it says nothing about GPUs). */
	readonly adapter?: string;
}

/** Options of {@link devices}. */
export interface DevicesOptions {
	/** Environment of the probing processes beside our own, e.g. VK_ICD_FILENAMES or LD_LIBRARY_PATH. */
	readonly env?: Readonly<Record<string, string>>;
	/** How long one probe may take. Default 30,000 ms. */
	readonly timeoutMs?: number;
	readonly signal?: AbortSignal;
}

/**
 * The providers that this onnxruntime-node was built with and, for each, whether it works here. Each one is tried in a child
 * process of its own.
 *
 * @throws {DOMException} AbortError
 */
export async function devices(options: DevicesOptions = {}): Promise<DeviceReport[]> {
	const answer = await probe("providers", options);
	if (!answer.providers) {
		return [
			{ device: "cpu", bundled: true, available: false, reason: answer.reason ?? "onnxruntime-node does not load" },
		];
	}
	const providers = new Map(answer.providers.map(({ name, bundled }) => [name, bundled]));
	const known = onnxDevices.filter((device) => providers.has(device));
	return Promise.all(known.map((device) => probeDevice(device, providers.get(device) ?? false, options)));
}

/** Whether one provider works here. */
export async function probeDevice(
	device: OnnxDevice,
	bundled: boolean,
	options: DevicesOptions = {},
): Promise<DeviceReport> {
	const { ran, reason } = await probe(device, options);
	const model = device === "cpu" ? cpus()[0]?.model : undefined;
	if (ran) return { device, bundled, available: true, ...(model === undefined ? {} : { adapter: model }) };
	return { device, bundled, available: false, reason: reason ?? "unknown" };
}

interface Answer {
	readonly providers?: readonly { readonly name: string; readonly bundled: boolean }[];
	readonly ran?: boolean;
	readonly reason?: string;
}

const probeEntry = new URL("./host/probe.mjs", import.meta.url);

function probe(what: string, { env = {}, timeoutMs = 30_000, signal }: DevicesOptions): Promise<Answer> {
	return new Promise((resolve, reject) => {
		if (signal?.aborted) return reject(signal.reason);
		const child = fork(probeEntry, [what], {
			execArgv: [],
			env: { ...process.env, ...env },
			stdio: ["ignore", "ignore", "pipe", "ipc"],
		});
		let answer: Answer | undefined;
		let errors = "";
		let failure: string | undefined;
		const kill = (): void => void child.kill("SIGKILL");
		const timer = setTimeout(() => {
			failure = `it gave no answer within ${timeoutMs / 1000} s`;
			kill();
		}, timeoutMs);
		signal?.addEventListener("abort", kill, { once: true });
		child.stderr?.setEncoding("utf8").on("data", (text: string) => {
			errors += text;
		});
		child.on("message", (message) => {
			answer = message as Answer;
		});
		child.on("error", (error) => {
			failure = error.message;
			if (child.pid === undefined) finish(null, null);
		});
		child.on("close", finish);

		function finish(code: number | null, end: NodeJS.Signals | null): void {
			clearTimeout(timer);
			signal?.removeEventListener("abort", kill);
			if (signal?.aborted) reject(signal.reason);
			else if (answer && !answer.ran && answer.reason !== undefined) {
				resolve({ ...answer, reason: readable(answer.reason, errors) });
			} else if (answer) resolve(answer);
			else resolve({ reason: failure ?? readable(`its process ended (${end ?? `code ${code}`})`, errors) });
		}
	});
}

/** The runtime's message without C++ signatures and colours, and what the driver's loader wrote beside it. */
function readable(reason: string, errors: string): string {
	const said = /was false\.\s*(.+)/s.exec(reason)?.[1] ?? reason;
	const warning = /^(?:Warning|Error|fatal error): (.+)$/im.exec(errors)?.[1];
	const line = said.trim().split("\n")[0] as string;
	return warning && !line.includes(warning) ? `${line} (${warning.trim()})` : line;
}
