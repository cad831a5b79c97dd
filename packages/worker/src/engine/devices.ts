import { type Backend, isLvlmError, LvlmError } from "@lvlm-interpret/core";
import type { DeviceLimits } from "@lvlm-interpret/models";
import type { EngineDevice } from "../protocol/calls.js";

/** How a backend of a device is made. The engine disposes what it creates. */
export interface EngineBackend {
	/** "webgpu", "wasm", "cpu", … One entry a device. */
	readonly device: string;
	/** @param notice  Takes what a person should know, e.g. that it runs on one thread. */
	create(notice: (message: string) => void): Backend | Promise<Backend>;
	/** Why "auto" should pass it over although it runs here, e.g. a GPU that is only software. Undefined: no reason. */
	unsuited?(): Promise<string | undefined>;
	/** What the device can take, for the verdict on a model. Default: what can be known without being told. */
	limits?(): DeviceLimits | Promise<DeviceLimits>;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Makes a backend, asks whether it runs here, and throws it away. */
async function lookAt(choice: EngineBackend): Promise<EngineDevice> {
	const { device } = choice;
	let backend: Backend | undefined;
	try {
		backend = await choice.create(() => undefined);
		const { available, reason } = await backend.isAvailable();
		if (!available) return { device, available, ...(reason === undefined ? {} : { reason }) };
		return { device, available, backend: backend.id, capabilities: [...backend.capabilities] };
	} catch (error) {
		return { device, available: false, reason: reasonOf(error) };
	} finally {
		await backend?.dispose();
	}
}

/** All devices of the engine, in order. */
export async function lookAtDevices(choices: readonly EngineBackend[]): Promise<EngineDevice[]> {
	const found: EngineDevice[] = [];
	for (const choice of choices) found.push(await lookAt(choice));
	return found;
}

/**
 * The choices for a device: the one of that name, or all of them for "auto".
 *
 * @throws {LvlmError} "invalid-argument" for a device that the engine does not have.
 */
export function choicesFor(choices: readonly EngineBackend[], device: string): readonly EngineBackend[] {
	const found = device === "auto" ? choices : choices.filter((choice) => choice.device === device);
	if (found.length > 0) return found;
	const known = ["auto", ...choices.map((choice) => choice.device)];
	throw new LvlmError("invalid-argument", `This worker has no device "${device}".`, {
		name: "device",
		expected: `one of ${known.join(", ")}`,
		actual: device,
	});
}

/** The choice that "auto" would take, or the one of that name; undefined where none is available. */
export async function choiceFor(choices: readonly EngineBackend[], device: string): Promise<EngineBackend | undefined> {
	const candidates = choicesFor(choices, device);
	if (candidates.length === 1) return candidates[0];
	for (const choice of candidates) {
		const { available } = await lookAt(choice);
		if (available && (choice === candidates.at(-1) || (await choice.unsuited?.()) === undefined)) return choice;
	}
	return undefined;
}

/** Failures after which another device may do. */
const isOfDevice = (error: unknown): boolean =>
	isLvlmError(error, "session-failed", "out-of-memory", "limit-exceeded", "capability-missing");

/**
 * Uses the first of the choices that runs here and does not fail as a device; each that is passed over is named in a notice.
 *
 * @param use  Owns the backend once it has returned; until then it is disposed when something fails.
 * @throws What the last choice failed with; {LvlmError} "capability-missing" when none is available.
 */
export async function firstThatWorks<T>(
	choices: readonly EngineBackend[],
	notice: (message: string) => void,
	use: (backend: Backend, choice: EngineBackend) => Promise<T>,
): Promise<T> {
	const passed: string[] = [];
	for (const [index, choice] of choices.entries()) {
		const next = choices[index + 1]?.device;
		const pass = (reason: string): void => {
			passed.push(`${choice.device}: ${reason}`);
			if (next !== undefined) notice(`${choice.device} is not used (${reason}); trying ${next}.`);
		};
		let backend: Backend | undefined;
		let isInUse = false;
		try {
			backend = await choice.create(notice);
			const { available, reason = "not available here" } = await backend.isAvailable();
			// The last choice is better than none.
			const unsuited = available && next !== undefined ? await choice.unsuited?.() : undefined;
			if (available && unsuited === undefined) {
				isInUse = true;
				return await use(backend, choice);
			}
			pass(unsuited ?? reason);
		} catch (error) {
			// A backend that cannot even be made or asked is one that does not run here.
			const mayPass = isInUse ? isOfDevice(error) && next !== undefined : !isLvlmError(error, "invalid-argument");
			if (!mayPass) {
				await backend?.dispose();
				throw error;
			}
			pass(reasonOf(error));
		}
		await backend?.dispose();
	}
	throw new LvlmError(
		"capability-missing",
		`No device of this worker runs here (${passed.join("; ")}).`,
		{ owner: "this machine", capability: choices.map((choice) => choice.device).join(" or "), neededBy: "open" },
		{ hint: "Choose another device, or another browser or machine." },
	);
}
