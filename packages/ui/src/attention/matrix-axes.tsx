import type { ImageLayout, RgbImage } from "@lvlm-interpret/core";
import { type JSX, useLayoutEffect, useRef } from "react";
import { type AxisToken, axisBands } from "./axis-tokens.js";

/** Most labels that an axis has room for. */
const mostLabels = 40;

/** Where the patches of axis tokens can be cut from. */
export interface AxisPictures {
	/** One a picture of the sequence. */
	readonly images: readonly RgbImage[];
	readonly layouts: readonly ImageLayout[];
}

function Thumb({ token, pictures }: { readonly token: AxisToken; readonly pictures: AxisPictures }): JSX.Element {
	const canvas = useRef<HTMLCanvasElement>(null);
	useLayoutEffect(() => {
		const { index, region } = token.image ?? { index: -1, region: -1 };
		const [image, rect] = [pictures.images[index], pictures.layouts[index]?.regions[region]];
		const context = canvas.current?.getContext("2d");
		if (!image || !rect || !context) return;
		const size = 14;
		const out = context.createImageData(size, size);
		for (let at = 0; at < size * size; at++) {
			const x = Math.floor(rect.x + ((at % size) + 0.5) * (rect.width / size));
			const y = Math.floor(rect.y + (Math.floor(at / size) + 0.5) * (rect.height / size));
			if (x < 0 || y < 0 || x >= image.width || y >= image.height) continue;
			const from = 3 * (y * image.width + x);
			out.data.set([...image.data.subarray(from, from + 3), 255], 4 * at);
		}
		context.putImageData(out, 0, 0);
	}, [token, pictures]);
	return <canvas ref={canvas} width={14} height={14} className="lvlm-thumb" />;
}

export interface AxisProps {
	readonly axis: "row" | "column";
	readonly tokens: readonly AxisToken[];
	readonly pictures?: AxisPictures;
}

const cut = (text: string): string => (text.length > 14 ? `${text.slice(0, 13)}…` : text);

/** Names of the rows or columns, where there is room for each. */
export function AxisLabels({ axis, tokens, pictures }: AxisProps): JSX.Element {
	const shown = tokens.length <= mostLabels ? tokens : [];
	const at = (index: number): string => `${(100 * (index + 0.5)) / tokens.length}%`;
	const hasThumb = (token: AxisToken): boolean => token.image !== undefined && pictures !== undefined;
	if (shown.length === 0)
		return (
			<div
				className="lvlm-labels"
				data-axis="none"
				aria-hidden="true"
				style={axis === "row" ? { gridColumn: 1 } : { gridColumn: 3 }}
			/>
		);
	if (axis === "row") {
		return (
			<div className="lvlm-labels" data-axis="row" aria-hidden="true">
				{shown.map((token, index) => (
					<span key={token.position} style={{ top: at(index) }}>
						{cut(token.text)}
						{pictures && hasThumb(token) && <Thumb token={token} pictures={pictures} />}
					</span>
				))}
			</div>
		);
	}
	return (
		<div className="lvlm-labels" data-axis="column" aria-hidden="true">
			<svg aria-hidden="true" focusable="false">
				{shown.map((token, index) => (
					<svg
						key={token.position}
						aria-hidden="true"
						x={at(index)}
						y={hasThumb(token) ? "78%" : "96%"}
						overflow="visible"
					>
						<text transform="rotate(-60)" x={2} y={4}>
							{cut(token.text)}
						</text>
					</svg>
				))}
			</svg>
			{pictures &&
				shown.map((token, index) =>
					hasThumb(token) ? (
						<span key={token.position} style={{ left: `calc(${at(index)} - 9px)`, right: "auto", bottom: -6 }}>
							<Thumb token={token} pictures={pictures} />
						</span>
					) : null,
				)}
		</div>
	);
}

/** The segments along an axis as a strip of colours. */
export function AxisBands({ axis, tokens }: AxisProps): JSX.Element {
	let before = 0;
	return (
		<div className="lvlm-bands" data-axis={axis} aria-hidden="true">
			{axisBands(tokens).map(({ segment, count }) => {
				const [start, size] = [`${(100 * before) / tokens.length}%`, `${(100 * count) / tokens.length}%`];
				before += count;
				const style = axis === "row" ? { top: start, height: size } : { left: start, width: size };
				return <span key={start} data-segment={segment} style={style} />;
			})}
		</div>
	);
}

/** What the colours of the strips mean. */
export function BandKeys({ tokens }: { readonly tokens: readonly AxisToken[] }): JSX.Element {
	const segments = [...new Set(tokens.map((token) => token.segment))];
	return (
		<div className="lvlm-band-keys">
			{segments.map((segment) => (
				<span key={segment} data-segment={segment}>
					<span className="lvlm-swatch" aria-hidden="true" />
					{segment}
				</span>
			))}
		</div>
	);
}
