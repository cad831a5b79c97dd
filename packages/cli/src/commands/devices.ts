import { devices } from "@lvlm-interpret/backend-onnx";
import type { Command } from "commander";
import type { CommandContext } from "../context.js";

export function addDevicesCommand(program: Command, context: CommandContext): void {
	program
		.command("devices")
		.summary("list where models can run on this machine")
		.description(
			"Lists the execution providers that this ONNX Runtime was built with and, for each, whether a graph of one node ran on it. Each is tried in a process of its own, so a crashing driver is a line in the list.",
		)
		.option("--json", "print JSON instead of a table", false)
		.action(async (options: { json: boolean }) => {
			const { terminal, line } = context;
			const reports = await devices();
			line.clear();
			if (options.json) {
				terminal.out(`${JSON.stringify(reports, null, 2)}\n`);
				return;
			}
			const width = Math.max(...reports.map((one) => one.device.length));
			for (const report of reports) {
				const status = report.available ? "works" : "does not work";
				const detail = report.available ? (report.adapter ?? "") : (report.reason ?? "");
				terminal.out(`${report.device.padEnd(width)}  ${status}${detail ? `: ${detail}` : ""}\n`);
			}
		});
}
