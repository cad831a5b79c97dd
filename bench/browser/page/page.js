// What bench/browser/browser.mjs measures in the page.
import { devices, onnxBackend } from "@lvlm-interpret/backend-onnx/browser";
import { attention, layerHeadMatrix, relevancy, rollout } from "@lvlm-interpret/explainers";
import { openModel } from "@lvlm-interpret/models";

/** Time that `work` took, and the longest pause of the page's own timer meanwhile, in milliseconds. */
async function measured(work) {
	const started = performance.now();
	let last = started;
	let pauseMs = 0;
	const tick = () => {
		const now = performance.now();
		pauseMs = Math.max(pauseMs, now - last);
		last = now;
	};
	const timer = setInterval(tick, 4);
	const value = await work();
	tick();
	clearInterval(timer);
	return { value, ms: performance.now() - started, pauseMs };
}

const explanations = {
	"attention, mean over heads": [attention(), {}],
	"ten aggregations, every layer and head": [layerHeadMatrix(), {}],
	rollout: [rollout(), {}],
	"relevancy of every token (default)": [relevancy(), {}],
	"relevancy of one token into the picture": [relevancy(), { map: "vit", tokens: [0] }],
};

/** One visit: opens the model, asks twice, explains each way twice. */
async function visit({ device, threads, question }) {
	const found = {};
	const keep = (name, { ms, pauseMs }) => {
		found[name] = { ms, pauseMs };
	};
	const backend = onnxBackend({ device, threads, logger: () => {} });
	const opening = await measured(() => openModel(new URL("model", document.baseURI).href, { backend }));
	keep("open the model", opening);
	const model = opening.value;
	const image = new Uint8Array(await (await fetch("picture.png")).arrayBuffer());
	let answer;
	for (const again of ["", ", again"]) {
		const started = performance.now();
		let firstMs;
		const asked = await measured(() =>
			model.generate({
				image,
				prompt: question,
				onToken() {
					firstMs ??= performance.now() - started;
				},
			}),
		);
		answer = asked.value;
		keep(`question to first token${again}`, { ms: firstMs, pauseMs: asked.pauseMs });
		keep(`question to answer${again}`, asked);
	}
	for (const [name, [explainer, options]] of Object.entries(explanations)) {
		for (const again of ["", ", again"])
			keep(`${name}${again}`, await measured(() => answer.explain(explainer, options)));
	}
	const { residentBytes } = await backend.memory();
	// What the browser counts after it has collected garbage: page, workers and their WebAssembly; only for isolated pages.
	const counted = await performance.measureUserAgentSpecificMemory?.();
	return {
		found,
		heapBytes: residentBytes,
		countedBytes: counted?.bytes,
		text: answer.text,
		tokens: answer.tokens.length,
	};
}

Object.assign(globalThis, { bench: { devices, visit } });
