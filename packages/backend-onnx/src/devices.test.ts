import { describe, expect, it } from "vitest";
import { onnxBackend } from "./backend.js";
import { devices } from "./devices.js";

describe("devices", () => {
	it("lists what was built in, and runs the CPU", async () => {
		const reports = await devices();
		expect(reports.map((report) => report.device)).toEqual(expect.arrayContaining(["cpu"]));
		const cpu = reports.find((report) => report.device === "cpu");
		expect(cpu).toMatchObject({ bundled: true, available: true });
		for (const report of reports) {
			console.log(report.device, report.available ? `works (${report.adapter ?? "no name"})` : report.reason);
			// A reason exactly where it does not work.
			expect(report.reason === undefined, report.device).toBe(report.available);
		}
	});

	it("gives a reason where a provider is not built in", async () => {
		const device = process.platform === "darwin" ? "dml" : "coreml";
		const answer = await onnxBackend({ device }).isAvailable();
		expect(answer.available).toBe(false);
		expect(answer.reason).toMatch(/not found/);
	});

	it("gives up on a probe that does not answer", async () => {
		const reports = await devices({ timeoutMs: 1 });
		expect(reports).toEqual([
			{ device: "cpu", bundled: true, available: false, reason: expect.stringMatching(/0\.001 s/) },
		]);
	});

	it("stops on abort", async () => {
		const stop = new AbortController();
		const pending = devices({ signal: stop.signal });
		stop.abort();
		await expect(pending).rejects.toMatchObject({ name: "AbortError" });
	});
});
