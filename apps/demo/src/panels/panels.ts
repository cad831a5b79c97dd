import { attentionPanel } from "./attention-panel.js";
import { causalPanel } from "./causal-panel.js";
import { comparePanel } from "./compare-panel.js";
import { faithfulnessPanel } from "./faithfulness-panel.js";
import { headsPanel } from "./heads-panel.js";
import type { Panel } from "./panel.js";
import { relevancePanel } from "./relevance-panel.js";
import { runsPanel } from "./runs-panel.js";
import { sessionPanel } from "./session-panel.js";

/** The tabs, in their order. */
export const panels: readonly Panel[] = [
	relevancePanel,
	attentionPanel,
	headsPanel,
	causalPanel,
	faithfulnessPanel,
	comparePanel,
	runsPanel,
	sessionPanel,
];
