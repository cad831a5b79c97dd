import { tfjsBackend } from "@lvlm-interpret/backend-tfjs";
import { fitScale, paintOverlay } from "@lvlm-interpret/core/paint";
import { attention } from "@lvlm-interpret/explainers";
import { openModel } from "@lvlm-interpret/models";

const form = document.querySelector("form");
const words = document.querySelector("#words");
const figure = document.querySelector("figure");
const say = (text) => {
	document.querySelector("[role=status]").textContent = text;
};

// TensorFlow.js came with script tags.
const backend = tfjsBackend({
	device: "wasm",
	wasmPath: new URL("node_modules/@tensorflow/tfjs-backend-wasm/dist/", document.baseURI).href,
	modules: {
		"@tensorflow/tfjs-core": async () => globalThis.tf,
		"@tensorflow/tfjs-backend-wasm": async () => globalThis.tf.wasm,
	},
});

/** Draws where the row that predicts a token looks: the mean over layers. */
async function explain(answer, token) {
	const { tensor, axes } = (await answer.explain(attention(), { tokens: [token] })).tensors.attention;
	const regions = axes.at(-1).index;
	const layers = tensor.data.length / regions.length;
	const [layout] = answer.layouts;
	const values = new Float32Array(layout.regions.length).fill(Number.NaN);
	regions.forEach((region, at) => {
		values[region] = 0;
		for (let layer = 0; layer < layers; layer++) values[region] += tensor.data[layer * regions.length + at] / layers;
	});
	const picture = paintOverlay(answer.image, layout, values, fitScale(values));
	const canvas = figure.querySelector("canvas");
	canvas.width = picture.width;
	canvas.height = picture.height;
	canvas.getContext("2d").putImageData(new ImageData(picture.data, picture.width), 0, 0);
	const caption = `Attention to the picture before “${answer.tokens[token].text.trim()}”, mean over ${layers} layers: brighter is more.`;
	canvas.setAttribute("aria-label", caption);
	figure.querySelector("figcaption").textContent = caption;
	figure.hidden = false;
}

async function ask(model) {
	say("Asking …");
	const [file] = form.elements.picture.files;
	const image = new Uint8Array(await file.arrayBuffer());
	const answer = await model.generate({ image, prompt: form.elements.prompt.value });
	say(answer.text.trim());
	const shown = answer.tokens.map((token, index) => ({ ...token, index })).filter(({ isEnd }) => !isEnd);
	words.replaceChildren(
		...shown.map(({ text, index }) => {
			const button = document.createElement("button");
			button.textContent = text.trim();
			button.addEventListener("click", () => explain(answer, index));
			return button;
		}),
	);
	const last = shown.findLast(({ text }) => /\p{Letter}/u.test(text));
	if (last) await explain(answer, last.index);
}

try {
	const model = await openModel(new URL("shapes-llava", document.baseURI).href, { backend });
	say("Pick a picture and ask.");
	form.querySelector("button").disabled = false;
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		ask(model).catch((error) => say(error.message));
	});
} catch (error) {
	say(error.message);
}
