import type { JSX } from "react";
import { lazyView } from "../foundation/lazy-view.js";
import type { CausalGraphProps } from "./causal-graph.js";

type View<P> = (props: P) => JSX.Element;

/** A partial ancestral graph over tokens, with all end marks. */
export const CausalGraph: View<CausalGraphProps> = lazyView(
	"Causal graph",
	async () => (await import("./causal-graph.js")).CausalGraph,
);
