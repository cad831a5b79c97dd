import { writeFileSync } from "node:fs";
import { fitScale } from "@lvlm-interpret/core/paint";
import { it } from "vitest";
import { encodePng, renderGallery, renderMatrix, renderOverlay } from "./index.js";

it("draws", () => {
	const W = 336,
		H = 252;
	const data = new Uint8Array(W * H * 3);
	for (let y = 0; y < H; y++)
		for (let x = 0; x < W; x++) {
			const i = (y * W + x) * 3;
			data[i] = 120 + x / 4;
			data[i + 1] = 150 - y / 4;
			data[i + 2] = 190;
			if ((x - 100) ** 2 + (y - 120) ** 2 < 50 ** 2) {
				data[i] = 210;
				data[i + 1] = 40;
				data[i + 2] = 40;
			}
			if (x > 200 && x < 280 && y > 60 && y < 140) {
				data[i] = 40;
				data[i + 1] = 160;
				data[i + 2] = 60;
			}
		}
	const image = { width: W, height: H, data };
	const g = 12;
	const regions = [];
	const values = new Float32Array(g * g); // centre crop 252x252
	for (let r = 0; r < g; r++)
		for (let c = 0; c < g; c++) {
			regions.push({ x: 42 + c * 21, y: r * 21, width: 21, height: 21 });
			values[r * g + c] = 0.002 + 0.03 * Math.exp(-(((42 + c * 21 + 10 - 100) ** 2 + (r * 21 + 10 - 120) ** 2) / 2000));
		}
	const layout = {
		imageWidth: W,
		imageHeight: H,
		visible: { x: 42, y: 0, width: 252, height: 252 },
		regions,
		grid: { rows: g, columns: g },
	};
	const scale = fitScale(values);
	const base = {
		image,
		layout,
		values,
		scale,
		title: "Where “red” looked",
		subtitle: "What colour is the circle? · shapes-llava",
		caption:
			"Attention of the answer token “red” (3rd of 5) on the 144 image regions, mean over 6 layers and 8 heads. Each row of attention sums to 1 over all positions; the image gets 0.41 of it.",
		unit: "attention mass per region",
	};
	writeFileSync("/tmp/pics/overlay.png", encodePng(renderOverlay(base)));
	writeFileSync(
		"/tmp/pics/overlay2.png",
		encodePng(
			renderOverlay({
				...base,
				pixelRatio: 2,
				imageSize: 320,
				original: false,
				overlay: { interpolation: "bilinear", opacityBy: "value", opacity: 0.85 },
			}),
		),
	);
	writeFileSync(
		"/tmp/pics/overlay-small.png",
		encodePng(
			renderOverlay({
				...base,
				title: "Donaudampfschifffahrtsgesellschaftskapitänsmütze 漢字 مرحبا 🙂 Привет Ελλάδα",
				imageSize: 160,
				original: false,
				scale: fitScale(values, { map: "viridis", domain: [0, 0.02] }),
			}),
		),
	);
	const L = 6,
		Hd = 8;
	const m = Float32Array.from({ length: L * Hd }, (_, i) => (i % 17 === 5 ? NaN : Math.abs(Math.sin(i * 1.7)) * 0.4));
	const mat = (L: number, Hd: number, m: Float32Array, s = {}) =>
		renderMatrix({
			values: m,
			rowLabels: Array.from({ length: L }, (_, i) => String(i)),
			columnLabels: Array.from({ length: Hd }, (_, i) => String(i)),
			rowTitle: "layer",
			columnTitle: "head",
			scale: fitScale(m, s),
			title: "answer → image, by layer and head",
			subtitle: "shapes-llava · “The circle is red.”",
			caption:
				"Attention mass that answer tokens put on image regions: sum over regions, mean over the 5 answer tokens.",
			unit: "attention mass",
		});
	writeFileSync("/tmp/pics/matrix.png", encodePng(mat(L, Hd, m)));
	const big = Float32Array.from({ length: 1024 }, (_, i) => (i % 32 > i / 32 ? NaN : Math.sin(i * 1.7) * 0.4));
	writeFileSync("/tmp/pics/matrix-big.png", encodePng(mat(32, 32, big, { signed: true })));
	writeFileSync("/tmp/pics/matrix-tiny.png", encodePng(mat(2, 4, m.slice(0, 8))));
	const items = ["The", "circle", "is", "red", ".", "supercalifragilisticexpialidocious", "</s>"].map((label, k) => ({
		label,
		note: `image ${(0.1 * k).toFixed(2)}`,
		values: values.map((v, i) => v * (0.5 + 0.5 * Math.sin(i + k))),
	}));
	writeFileSync("/tmp/pics/gallery.png", encodePng(renderGallery({ ...base, title: "Where each word looked", items })));
});
