import type { JSX } from "react";
import { lazyPart } from "../foundation/lazy-part.js";
import { lazyView } from "../foundation/lazy-view.js";
import type { PromptMapProps } from "./prompt-map.js";
import type { TokenInspectorProps } from "./token-inspector.js";
import type { TokenPlayerProps } from "./token-player.js";

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
/** Steps or plays through tokens. */
export const TokenPlayer: (props: TokenPlayerProps) => JSX.Element = lazyPart(
	async () => (await import("./token-player.js")).TokenPlayer,
);
