import type { JSX } from "react";
import { lazyPart } from "../foundation/lazy-part.js";
import { lazyView } from "../foundation/lazy-view.js";
import type { AttentionLinksProps } from "./attention-links.js";
import type { AttentionLinksPanelProps } from "./attention-links-panel.js";
import type { AttentionMatrixProps } from "./attention-matrix.js";
import type { AttentionMatrixPanelProps } from "./attention-matrix-panel.js";
import type { HeadFinderProps } from "./head-finder.js";
import type { HeadGalleryProps } from "./head-gallery.js";
import type { HeadGalleryPanelProps } from "./head-gallery-panel.js";
import type { HeadStripProps } from "./head-strip.js";
import type { ImageToTokenProps } from "./image-to-token.js";
import type { LayerHeadMatrixProps } from "./layer-head-matrix.js";
import type { LayerHeadPanelProps } from "./layer-head-panel.js";
import type { LayerHeadPickerProps } from "./layer-head-picker.js";
import type { TokenToImageProps } from "./token-to-image.js";
import type { VitAttentionPanelProps } from "./vit-attention-panel.js";
import type { VitAttentionViewProps } from "./vit-attention-view.js";

type View<P> = (props: P) => JSX.Element;

/** One number a layer and head, FROM looks at TO; cells, rows and columns pick heads. */
export const LayerHeadMatrix: View<LayerHeadMatrixProps> = lazyView(
	"Layers and heads",
	async () => (await import("./layer-head-matrix.js")).LayerHeadMatrix,
);
/** The matrices of a result, with a menu of its aggregations. */
export const LayerHeadPanel: View<LayerHeadPanelProps> = lazyView(
	"Layers and heads",
	async () => (await import("./layer-head-panel.js")).LayerHeadPanel,
);
/** Every head of every layer as a thumbnail. */
export const HeadGallery: View<HeadGalleryProps> = lazyView(
	"All heads",
	async () => (await import("./head-gallery.js")).HeadGallery,
);
/** Where every head looked from the picked tokens, out of a row source. */
export const HeadGalleryPanel: View<HeadGalleryPanelProps> = lazyView(
	"All heads",
	async () => (await import("./head-gallery-panel.js")).HeadGalleryPanel,
);
/** The heads with the highest or lowest numbers, to pick and to pin. */
export const HeadFinder: View<HeadFinderProps> = lazyView(
	"Heads by number",
	async () => (await import("./head-finder.js")).HeadFinder,
);
/** One number a head. */
export const HeadStrip: View<HeadStripProps> = lazyView(
	"Heads",
	async () => (await import("./head-strip.js")).HeadStrip,
);
/** Token by token: FROM rows look at TO columns. */
export const AttentionMatrix: View<AttentionMatrixProps> = lazyView(
	"Attention matrix",
	async () => (await import("./attention-matrix.js")).AttentionMatrix,
);
/** The attention of the picked heads between all positions, out of a row source. */
export const AttentionMatrixPanel: View<AttentionMatrixPanelProps> = lazyView(
	"Attention matrix",
	async () => (await import("./attention-matrix-panel.js")).AttentionMatrixPanel,
);
/** Lines from a token to what it looks at most. */
export const AttentionLinks: View<AttentionLinksProps> = lazyView(
	"Links",
	async () => (await import("./attention-links.js")).AttentionLinks,
);
/** What each answer token looked at in question and picture, out of a row source. */
export const AttentionLinksPanel: View<AttentionLinksPanelProps> = lazyView(
	"Links",
	async () => (await import("./attention-links-panel.js")).AttentionLinksPanel,
);
/** FROM the picked tokens TO the picture, out of a row source. */
export const TokenToImage: View<TokenToImageProps> = lazyView(
	"Image",
	async () => (await import("./token-to-image.js")).TokenToImage,
);
/** Which answer tokens, and which heads, looked at the picked patches, out of a row source. */
export const ImageToToken: View<ImageToTokenProps> = lazyView(
	"Which tokens looked there",
	async () => (await import("./image-to-token.js")).ImageToToken,
);
/** Where patches of the vision encoder look. */
export const VitAttentionView: View<VitAttentionViewProps> = lazyView(
	"Vision encoder",
	async () => (await import("./vit-attention-view.js")).VitAttentionView,
);
/** The vision encoder's attention, out of a row source. */
export const VitAttentionPanel: View<VitAttentionPanelProps> = lazyView(
	"Vision encoder",
	async () => (await import("./vit-attention-panel.js")).VitAttentionPanel,
);
/** Layer and head by sliders and steps. */
export const LayerHeadPicker: View<LayerHeadPickerProps> = lazyPart(
	async () => (await import("./layer-head-picker.js")).LayerHeadPicker,
);
