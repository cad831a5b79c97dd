import { backendSuite } from "@lvlm-interpret/testing";
import { temporaryFiles } from "@lvlm-interpret/testing/node";
import { bindVitest } from "@lvlm-interpret/testing/vitest";
import { expect } from "vitest";
import { keepReport } from "./reports.js";
import { nodeDevices } from "./tfjs-devices.js";

for (const { device, tf, create } of nodeDevices) {
	bindVitest(backendSuite({ title: `tfjs, ${device} in Node`, files: temporaryFiles(), create }), {
		async onReport(report) {
			await keepReport("Node")(report);
			// Failed and aborted runs are among the cases.
			expect(tf().memory().numTensors, `tensors left on ${device}`).toBe(0);
		},
	});
}
