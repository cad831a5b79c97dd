import { tfjsBackend } from "@lvlm-interpret/backend-tfjs";
import { backendSuite } from "@lvlm-interpret/testing";
import { temporaryFiles } from "@lvlm-interpret/testing/node";
import { bindVitest } from "@lvlm-interpret/testing/vitest";

for (const device of ["cpu", "wasm"] as const) {
	const create = () => tfjsBackend({ device });
	bindVitest(backendSuite({ title: `tfjs, ${device} in Node`, files: temporaryFiles(), create }));
}
