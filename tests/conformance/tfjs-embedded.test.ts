import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { beforeAll, describe, it } from "vitest";
import { expectAgreement } from "./agreement.js";
import { ask, type Question, type Told } from "./embedded.js";
import { runsSlow } from "./slow.js";
import { nodeDevices } from "./tfjs-devices.js";

const models = fileURLToPath(new URL("../../models", import.meta.url));
if (!runsSlow)
	console.log("skipped: the map through the vision encoder in plain JavaScript (LVLM_SLOW_TESTS=1 draws it)");
const question: Question = {
	model: `${models}/shapes-llava`,
	picture: readFileSync(`${models}/examples/colour.png`),
	maxTokens: 4,
	vision: true,
};

describe("the embedded model on TensorFlow.js in Node", () => {
	let onnx: Told;
	beforeAll(async () => {
		onnx = await ask(onnxBackend({ device: "cpu" }), question);
	});

	it.each(nodeDevices)(
		"answers and explains on $device as on ONNX Runtime",
		async ({ device, create }) => {
			const vision = device !== "cpu" || runsSlow;
			expectAgreement(`tfjs ${device}`, onnx, await ask(create(), { ...question, vision, rows: onnx.rows }));
		},
		180_000,
	);
});
