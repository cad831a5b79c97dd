import { LvlmError } from "@lvlm-interpret/core";
import { HostEndedError } from "./host.js";

/** A step of a session that failed in the runtime. */
export interface FailedStep {
	readonly session: string;
	readonly phase: "create" | "run" | "release";
	readonly cause: Error;
	/** Bytes of the weights that the session loads. */
	readonly weightBytes: number;
}

/** A "session-failed" with the runtime's first line. */
export function sessionFailed({ session, phase, cause }: FailedStep, hint: string | undefined): LvlmError {
	const fields = { backend: "onnx", session };
	return new LvlmError("session-failed", `"${session}" failed to ${phase}: ${sentence(cause.message)}`, fields, {
		...(hint === undefined ? {} : { hint }),
		cause,
	});
}

/** A failure in Node. */
export function nodeFailure(step: FailedStep, device: string): LvlmError {
	if (step.cause instanceof HostEndedError) {
		return sessionFailed(
			step,
			"The next use starts a new one. An end by SIGKILL often means that the machine ran out of memory.",
		);
	}
	const ofDevice = step.phase === "create" && device !== "cpu";
	return sessionFailed(step, ofDevice ? `devices() says whether "${device}" runs on this machine.` : undefined);
}

/** The first line, ended by one full stop. */
function sentence(message: string): string {
	return `${(message.trim().split("\n")[0] as string).replace(/\.$/, "")}.`;
}
