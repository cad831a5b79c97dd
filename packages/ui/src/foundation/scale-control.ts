import type { JSX } from "react";
import type { ColorScaleControlProps } from "./color-scale-control.js";
import { lazyPart } from "./lazy-part.js";

/** The controls of a colour scale; loaded when they are first shown. */
export const ColorScaleControl: (props: ColorScaleControlProps) => JSX.Element = lazyPart(
	async () => (await import("./color-scale-control.js")).ColorScaleControl,
);
