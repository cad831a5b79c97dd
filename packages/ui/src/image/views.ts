import type { JSX } from "react";
import { lazyView } from "../foundation/lazy-view.js";
import type { FrameStripProps } from "./frame-strip.js";
import type { HeatmapDiffProps } from "./heatmap-diff.js";
import type { ImageStageProps } from "./image-stage.js";
import type { PatchSelectorProps } from "./patch-selector.js";
import type { RelevanceGalleryProps } from "./relevance-gallery.js";
import type { SinkMaskProps } from "./sink-mask.js";
import type { TileNavigatorProps } from "./tile-navigator.js";

type View<P> = (props: P) => JSX.Element;

/** Two maps of one picture, side by side, as their difference, or one swiped over the other. */
export const HeatmapDiff: View<HeatmapDiffProps> = lazyView(
	"Comparison",
	async () => (await import("./heatmap-diff.js")).HeatmapDiff,
);
/** A picture to look at closely, with colours of any layout over it. */
export const ImageStage: View<ImageStageProps> = lazyView(
	"Picture",
	async () => (await import("./image-stage.js")).ImageStage,
);
/** Picks patches of a picture. */
export const PatchSelector: View<PatchSelectorProps> = lazyView(
	"Patches",
	async () => (await import("./patch-selector.js")).PatchSelector,
);
/** A map with and without the patches that draw mass whatever is said. */
export const SinkMask: View<SinkMaskProps> = lazyView("Sinks", async () => (await import("./sink-mask.js")).SinkMask);
/** The tiles of a picture that the model cuts up. */
export const TileNavigator: View<TileNavigatorProps> = lazyView(
	"Tiles",
	async () => (await import("./tile-navigator.js")).TileNavigator,
);
/** Several pictures in their order. */
export const FrameStrip: View<FrameStripProps> = lazyView(
	"Pictures",
	async () => (await import("./frame-strip.js")).FrameStrip,
);
/** One small map a word. */
export const RelevanceGallery: View<RelevanceGalleryProps> = lazyView(
	"Every word",
	async () => (await import("./relevance-gallery.js")).RelevanceGallery,
);
