import { onFirstDevice } from "@lvlm-interpret/backend-onnx/browser";
import { attention, relevancy } from "@lvlm-interpret/explainers";
import { openModel } from "@lvlm-interpret/models";
import { LvlmUiProvider, PatchHeatmap, TokenStrip } from "@lvlm-interpret/ui";
import { createElement as h } from "react";
import { createRoot } from "react-dom/client";

const form = document.querySelector("form");
const status = document.querySelector("#status");
const maps = createRoot(document.querySelector("#maps"));
const say = (text) => {
	status.textContent = text;
};

const failed = (error) => {
	say(error.message);
	throw error;
};

// WebGPU where there is a graphics card, else WebAssembly; either runs in a worker, so this page never blocks.
const address = new URL("shapes-llava", document.baseURI).href;
const { value: model } = await onFirstDevice((backend) => openModel(address, { backend })).catch(failed);
say(`Ready: ${model.facts.id.split("/").at(-1)} on ${model.backend.device}.`);
form.querySelector("button").disabled = false;

async function ask() {
	const [file] = form.image.files;
	const picture = file ?? (await (await fetch(new URL("../../models/examples/colour.png", import.meta.url))).blob());
	const image = new Uint8Array(await picture.arrayBuffer());
	say("Asking …");
	const answer = await model.generate({ image, prompt: form.prompt.value });
	// Its last word is what such an answer is about; any other can be picked in the strip.
	await explain(
		answer,
		answer.tokens.findLastIndex(({ text, isEnd }) => !isEnd && /\p{Letter}/u.test(text)),
	);
}

async function explain(answer, token) {
	const word = `“${answer.tokens[token].text.trim()}”`;
	say(`“${answer.text.trim()}” Explaining ${word} …`);
	const looked = (await answer.explain(attention(), { tokens: [token] })).tensors.attention;
	const mattered = await answer.explain(relevancy(), { tokens: [token] });
	// [layer, token, region]: shown is the layer that looks at the picture most.
	const [layers, , regions] = looked.tensor.shape;
	const rows = Array.from({ length: layers }, (_, layer) =>
		looked.tensor.data.slice(layer * regions).slice(0, regions),
	);
	const masses = rows.map((row) => row.reduce((sum, one) => sum + one, 0));
	const layer = masses.indexOf(Math.max(...masses));
	const map = (title, values, unit) =>
		h(PatchHeatmap, { title, values, unit, image: seen(answer), grid: answer.layouts[0].grid });
	const first = answer.sequence.promptLength;
	const strip = {
		title: "Answer",
		tokens: answer.tokens.map(({ text, isEnd }, index) => ({ text, isSpecial: isEnd, position: first + index })),
		granularity: "token",
		style: { gridColumn: "1 / -1" },
		onSelectionChange: ({ tokens: [picked] }) => picked !== undefined && explain(answer, picked - first),
	};
	const views = [
		h(TokenStrip, strip),
		map(`Attention of layer ${layer} from ${word}`, rows[layer], looked.unit),
		map(`Relevancy for ${word}`, mattered.tensors.image.tensor.data, mattered.tensors.image.unit),
	];
	maps.render(h(LvlmUiProvider, null, ...views));
	say(`“${answer.text.trim()}”`);
}

/** The part of the picture that the model sees. */
function seen({ image, layouts: [{ visible }] }) {
	const [x, y, width, height] = [visible.x, visible.y, visible.width, visible.height].map(Math.round);
	const row = (index) => image.data.subarray(3 * ((y + index) * image.width + x)).subarray(0, 3 * width);
	const data = new Uint8Array(3 * width * height);
	for (let index = 0; index < height; index++) data.set(row(index), 3 * width * index);
	return { width, height, data };
}

form.addEventListener("submit", (event) => {
	event.preventDefault();
	ask().catch(failed);
});
await ask().catch(failed);
