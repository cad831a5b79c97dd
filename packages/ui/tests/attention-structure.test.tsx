import type { RowRequest, RowSource } from "@lvlm-interpret/core";
import { act, type JSX, Profiler } from "react";
import { expect, it } from "vitest";
import { colour } from "../fixtures/index.js";
import { vectorOf } from "../src/canvas/vectors.js";
import {
	AttentionMatrix,
	createSelectionStore,
	HeadGallery,
	LayerHeadMatrix,
	LvlmUiProvider,
	TokenToImage,
} from "../src/index.js";
import { causal, gallery, matrix, textAxis } from "../stories/attention/synthetic.js";
import { testRoot } from "./test-root.js";

const place = testRoot({ acts: true });

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
			place.root.render(
				<Profiler id="view" onRender={() => commits++}>
					<LvlmUiProvider theme="light">{views[name]}</LvlmUiProvider>
				</Profiler>,
			),
		);
		await expect.poll(() => place.host.querySelector("[role=grid]")).not.toBeNull();
		const box = place.host.querySelector<HTMLElement>("[role=grid]")!;
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
		const nodes = place.host.querySelectorAll("*").length;
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
		expect(place.host.querySelectorAll("*")).toHaveLength(nodes);
		expect(box.querySelector<HTMLElement>(".lvlm-read-out")?.hidden).toBe(false);
		// Nothing is drawn cell by cell.
		expect(nodes).toBeLessThan(250);
		await act(async () => store.lock({ tokens: [3], layer: 2, head: 1 }));
		expect(commits).toBeGreaterThan(0);
		await act(async () => store.release());
	},
);

it("a panel shows the newest question's answer, drops older ones, and asks again when more is ready", async () => {
	const asked: { readonly layers: readonly number[]; readonly signal: AbortSignal; answer(): void }[] = [];
	let more = (): void => {};
	// Deaf to its signal: an old answer comes after a new one.
	const slow: RowSource = {
		shape: colour.attention.shape,
		subscribe(listener) {
			more = listener;
			return () => {};
		},
		rows: (request) =>
			new Promise((resolve) => {
				const { layers = [], signal } = request as RowRequest;
				const answer = (): void =>
					void colour.attention.rows({ ...request, signal: undefined } as typeof request).then(resolve);
				asked.push({ layers, signal: signal as AbortSignal, answer });
			}),
	};
	const own = createSelectionStore({ layer: 0 });
	await act(async () =>
		place.root.render(
			<LvlmUiProvider theme="light" store={own}>
				<TokenToImage source={slow} sequence={colour.sequence} layouts={colour.layouts} />
			</LvlmUiProvider>,
		),
	);
	await expect.poll(() => asked.length).toBe(1);
	await act(async () => own.lock({ layer: 1 }));
	await act(async () => own.lock({ layer: 2 }));
	expect(asked.map((one) => one.layers[0])).toEqual([0, 1, 2]);
	expect(asked.map((one) => one.signal.aborted)).toEqual([true, true, false]);
	const title = (): string | null | undefined => place.host.querySelector(".lvlm-view-title")?.textContent;
	await act(async () => asked[2]!.answer());
	await expect.poll(title).toBe("Where the whole answer looked, mean over all 6 heads of layer 2");
	await act(async () => asked[0]!.answer());
	await act(async () => asked[1]!.answer());
	await act(async () => new Promise((done) => setTimeout(done, 50)));
	expect(title()).toBe("Where the whole answer looked, mean over all 6 heads of layer 2");
	await act(async () => more());
	expect(asked).toHaveLength(4);
	await act(async () => place.root.render(null));
	expect(asked[3]!.signal.aborted).toBe(true);
});

/** Lengths of the runs of columns of a canvas in which nothing is drawn. */
function emptyColumns(canvas: HTMLCanvasElement): number[] {
	const { width, height } = canvas;
	const { data } = canvas.getContext("2d")!.getImageData(0, 0, width, height);
	const runs: number[] = [];
	for (let x = 0, run = 0; x <= width; x++) {
		let isEmpty = x < width;
		for (let y = 0; isEmpty && y < height; y++) isEmpty = data[4 * (y * width + x) + 3] === 0;
		if (isEmpty) run++;
		else if (run > 0) {
			runs.push(run);
			run = 0;
		}
	}
	return runs;
}

it.each([
	[320, []],
	[390, []],
	[640, Array(32).fill(1)],
	[760, Array(32).fill(1)],
])(
	"a gallery of 1,024 thumbnails on a page of %i pixels has equal gaps, or none, and goes whole into files",
	async (width, gaps) => {
		place.host.style.width = `${width}px`;
		await act(async () =>
			place.root.render(<LvlmUiProvider theme="light">{views["a gallery of 1,024 thumbnails"]}</LvlmUiProvider>),
		);
		await expect.poll(() => place.host.querySelector("[role=grid] canvas")).not.toBeNull();
		await frame();
		await frame();
		const base = place.host.querySelector<HTMLCanvasElement>("[role=grid] canvas")!;
		expect(emptyColumns(base)).toEqual(gaps);
		// A pixel of the canvas is one of the screen.
		expect(base.getBoundingClientRect().width * devicePixelRatio).toBeCloseTo(base.width, 3);
		expect(base.width).toBeLessThan(800);
		const [, href = ""] = /href="([^"]+)"/.exec(vectorOf(base) ?? "") ?? [];
		const saved = await createImageBitmap(await (await fetch(href)).blob());
		expect([saved.width, saved.height]).toEqual([800, 800]);
	},
);
