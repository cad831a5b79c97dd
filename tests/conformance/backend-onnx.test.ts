import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { backendSuite } from "@lvlm-interpret/testing";
import { temporaryFiles } from "@lvlm-interpret/testing/node";
import { bindVitest } from "@lvlm-interpret/testing/vitest";
import { webgpuEnvironment } from "../../packages/backend-onnx/src/webgpu-environment.js";
import { keepReport } from "./reports.js";

const files = temporaryFiles();
bindVitest(backendSuite({ title: "onnx, CPU, thread", files, create: () => onnxBackend({ threads: 1 }) }), {
	onReport: keepReport("Node"),
});
bindVitest(
	backendSuite({
		title: "onnx, WebGPU in Node",
		files,
		create: () => onnxBackend({ device: "webgpu", isolation: "process", env: webgpuEnvironment(), logger: () => {} }),
	}),
	{ onReport: keepReport("Node") },
);
