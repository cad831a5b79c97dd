import { preset } from "@lvlm-interpret/tools/tsup";

export default preset({ index: "src/index.ts", session: "src/session/index.ts", paint: "src/paint/index.ts" });
