import { preset } from "@lvlm-interpret/tools/tsup";

export default preset({ index: "src/index.ts", bin: "src/bin.ts", "causal-head-worker": "src/causal/head-worker.ts" });
