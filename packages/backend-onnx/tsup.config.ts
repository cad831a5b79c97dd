import { preset } from "@lvlm-interpret/tools/tsup";

export default preset({ node: "src/node.ts" });
