import type { CausalNode, ImageLayout, RgbImage } from "@lvlm-interpret/core";
import { type JSX, useLayoutEffect, useRef } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { rgbaOf } from "../canvas/rgba-of.js";

/** How much of its light the rest of the picture keeps. */
const dim = 0.4;

export interface RadiusPictureProps {
	readonly image: RgbImage;
	readonly layout: ImageLayout;
	/** Patches of the explanation, and the radius at which each came in. */
	readonly patches: readonly { readonly node: CausalNode; readonly radius: number }[];
	readonly picked: readonly number[];
	readonly onPick: (node: CausalNode, isExtending: boolean) => void;
	readonly onShow: (node: CausalNode | undefined) => void;
}

/** The picture with the explanation's patches in full light, each with its radius; the list beside it has the same for keys. */
export function RadiusPicture(props: RadiusPictureProps): JSX.Element {
	const { image, layout, patches, picked, onPick, onShow } = props;
	const canvas = useRef<HTMLCanvasElement>(null);
	useLayoutEffect(() => {
		if (!canvas.current) return;
		const picture = rgbaOf(image);
		const isLit = new Uint8Array(image.width * image.height);
		for (const { node } of patches) {
			const rect = node.region === undefined ? undefined : layout.regions[node.region];
			if (!rect) continue;
			for (let y = Math.max(0, Math.round(rect.y)); y < Math.min(image.height, rect.y + rect.height); y++) {
				const end = Math.min(image.width, Math.round(rect.x + rect.width));
				isLit.fill(1, y * image.width + Math.max(0, Math.round(rect.x)), y * image.width + end);
			}
		}
		for (let at = 0; at < isLit.length; at++) {
			if (isLit[at]) continue;
			for (let channel = 0; channel < 3; channel++) {
				picture.data[4 * at + channel] = dim * (picture.data[4 * at + channel] as number);
			}
		}
		drawPicture(canvas.current, picture);
	}, [image, layout, patches]);
	return (
		<div className="lvlm-cause-stage" aria-hidden="true" style={{ aspectRatio: `${image.width} / ${image.height}` }}>
			<canvas ref={canvas} />
			{patches.map(({ node, radius }) => {
				const rect = node.region === undefined ? undefined : layout.regions[node.region];
				if (!rect) return null;
				return (
					// biome-ignore lint/a11y/noStaticElementInteractions: the list beside it has the same as buttons.
					// biome-ignore lint/a11y/useKeyWithClickEvents: the list beside it has the same as buttons.
					<div
						key={node.id}
						className="lvlm-cause-lit"
						data-radius={radius}
						data-picked={picked.includes(node.id) ? "" : undefined}
						style={{
							left: `${(100 * rect.x) / image.width}%`,
							top: `${(100 * rect.y) / image.height}%`,
							width: `${(100 * rect.width) / image.width}%`,
							height: `${(100 * rect.height) / image.height}%`,
						}}
						onClick={(event) => onPick(node, event.shiftKey || event.ctrlKey || event.metaKey)}
						onPointerEnter={() => onShow(node)}
						onPointerLeave={() => onShow(undefined)}
					>
						<span>{radius}</span>
					</div>
				);
			})}
		</div>
	);
}
