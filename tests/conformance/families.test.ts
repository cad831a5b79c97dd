import { fileURLToPath } from "node:url";
import { onnxBackend } from "@lvlm-interpret/backend-onnx";
import { folder, openCheckpoint } from "@lvlm-interpret/models";
import { familySuite, tinyModel } from "@lvlm-interpret/testing";
import { bindVitest } from "@lvlm-interpret/testing/vitest";

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const backend = () => onnxBackend({ threads: 1 });

bindVitest(familySuite({ title: "the tiny model", create: () => ({ ...tinyModel(), imageTokenId: 3 }) }));
for (const path of ["fixtures/llava-random/a-float32", "models/shapes-llava"]) {
	bindVitest(familySuite({ title: `llava, ${path}`, backend, create: () => openCheckpoint(folder(at(path))) }));
}
