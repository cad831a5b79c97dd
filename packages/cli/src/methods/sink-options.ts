import type { SinkMode } from "@lvlm-interpret/core";
import type { SinkOptions } from "@lvlm-interpret/explainers";
import { type Command, InvalidArgumentError, Option } from "commander";

/** What attention, rollout and relevancy do with attention sinks, as commander reads it; undefined where not given. */
export interface SinkFlags {
	readonly sinks?: SinkMode;
	readonly sinkThreshold?: number;
}

export const sinkFlagNames = ["sinks", "sinkThreshold"] as const;

function threshold(text: string): number {
	const value = Number(text);
	if (text.trim() === "" || !(value >= 1)) throw new InvalidArgumentError("It should be a number from 1.");
	return value;
}

export function addSinkOptions(command: Command): Command {
	return command
		.addOption(
			new Option(
				"--sinks <what>",
				"attention, rollout, relevancy: keep (default) or hide tokens that draw attention whatever is asked",
			).choices(["keep", "hide"]),
		)
		.option(
			"--sink-threshold <x>",
			"times its root mean square that a hidden state must reach in a sink channel (default: 20)",
			threshold,
		);
}

export function sinkChoice({ sinks, sinkThreshold }: SinkFlags): Partial<SinkOptions> {
	return { ...(sinks === undefined ? {} : { sinks }), ...(sinkThreshold === undefined ? {} : { sinkThreshold }) };
}
