// What the tests call in the page. An import inside a function for the page would be rewritten by the test runner.
import * as core from "@lvlm-interpret/core";
import * as worker from "@lvlm-interpret/worker";

const startWorker = (): Worker => new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module" });

Object.assign(globalThis, { lvlm: { core, worker, startWorker } });
