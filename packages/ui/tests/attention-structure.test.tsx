import { act, type JSX, Profiler } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it } from "vitest";
import { AttentionMatrix, createSelectionStore, HeadGallery, LayerHeadMatrix, LvlmUiProvider } from "../src/index.js";
import { causal, gallery, matrix, textAxis } from "../stories/attention/synthetic.js";

let host: HTMLElement;
let root: Root;
(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

beforeEach(() => {
	host = document.body.appendChild(document.createElement("div"));
	root = createRoot(host);
});
afterEach(async () => {
	await act(async () => root.unmount());
	host.remove();
});

const store = createSelectionStore();
const words = textAxis(Array.from({ length: 600 }, (_, index) => `word ${index}`));
const views: Record<string, JSX.Element> = {
	"a matrix of 600 x 600": (
		<AttentionMatrix
			values={causal(600)}
			rowTokens={words}
			columnTokens={words}
			unit="share"
			heads="head 0"
			store={store}
		/>
	),
	"a gallery of 1,024 thumbnails": (
		<HeadGallery
			values={gallery(32, 32, 24, 24)}
			layers={32}
			heads={32}
			grid={{ rows: 24, columns: 24 }}
			unit="share"
			store={store}
		/>
	),
	"a matrix of 32 layers and heads": (
		<LayerHeadMatrix values={matrix(32, 32)} layers={32} heads={32} unit="share" store={store} />
	),
};

const frame = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(done));

it.each(Object.keys(views))(
	"%s: hovering commits nothing in React, paints no cell and its overlay once a frame",
	async (name) => {
		let commits = 0;
		await act(async () =>
			root.render(
				<Profiler id="view" onRender={() => commits++}>
					<LvlmUiProvider theme="light">{views[name]}</LvlmUiProvider>
				</Profiler>,
			),
		);
		await expect.poll(() => host.querySelector("[role=grid]")).not.toBeNull();
		const box = host.querySelector<HTMLElement>("[role=grid]")!;
		const [base, overlay] = Array.from(box.querySelectorAll("canvas")) as [HTMLCanvasElement, HTMLCanvasElement];
		await frame();
		await frame();
		let paints = 0;
		let cells = 0;
		const context = overlay.getContext("2d")!;
		const clear = context.clearRect.bind(context);
		context.clearRect = (...area) => {
			paints++;
			clear(...area);
		};
		const ground = base.getContext("2d")!;
		const put = ground.putImageData.bind(ground);
		ground.putImageData = (...all: unknown[]) => {
			cells++;
			(put as (...all: unknown[]) => void)(...all);
		};
		commits = 0;
		const nodes = host.querySelectorAll("*").length;
		const rect = box.getBoundingClientRect();
		const move = (share: number): boolean =>
			box.dispatchEvent(
				new PointerEvent("pointermove", {
					clientX: rect.x + share * rect.width,
					clientY: rect.y + (0.3 + 0.5 * share) * rect.height,
					bubbles: true,
				}),
			);
		for (let step = 0; step < 3; step++) {
			for (let i = 0; i < 20; i++) move((step * 20 + i + 0.5) / 61);
			await frame();
			await frame();
			expect(paints).toBe(step + 1);
		}
		expect(commits).toBe(0);
		expect(cells).toBe(0);
		expect(host.querySelectorAll("*")).toHaveLength(nodes);
		expect(box.querySelector<HTMLElement>(".lvlm-read-out")?.hidden).toBe(false);
		// Nothing is drawn cell by cell.
		expect(nodes).toBeLessThan(250);
		await act(async () => store.lock({ tokens: [3], layer: 2, head: 1 }));
		expect(commits).toBeGreaterThan(0);
		await act(async () => store.release());
	},
);
