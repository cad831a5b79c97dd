import { preset } from "@lvlm-interpret/tools/tsup";

export default preset({ index: "src/index.ts", "causal-discovery": "src/causal/discovery/index.ts" });
