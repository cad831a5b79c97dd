import type { JSX } from "react";
import { lazyPart } from "../foundation/lazy-part.js";
import type { TruthMask } from "./truth-mask.js";
import type { TruthOverlayProps } from "./truth-overlay.js";

/** The mask over a grid; its code loads with the first mask. */
export const TruthOverlay: (props: TruthOverlayProps) => JSX.Element = lazyPart(
	async () => (await import("./truth-overlay.js")).TruthOverlay,
);
/** The mask in a legend. */
export const TruthKey: (props: { readonly mask: TruthMask }) => JSX.Element = lazyPart(
	async () => (await import("./truth-overlay.js")).TruthKey,
);
