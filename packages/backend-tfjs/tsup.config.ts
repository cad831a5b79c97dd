import { preset } from "@lvlm-interpret/tools/tsup";

export default preset({ index: "src/index.ts" });
