import type { JSX } from "react";
import { lazyView } from "../foundation/lazy-view.js";
import type { PromptMapProps } from "./prompt-map.js";
import type { TokenInspectorProps } from "./token-inspector.js";

/** The parts of the joint sequence at their true sizes. */
export const PromptMap: (props: PromptMapProps) => JSX.Element = lazyView(
	"Prompt",
	async () => (await import("./prompt-map.js")).PromptMap,
);
/** What else could have been said at one place. */
export const TokenInspector: (props: TokenInspectorProps) => JSX.Element = lazyView(
	"Token",
	async () => (await import("./token-inspector.js")).TokenInspector,
);
