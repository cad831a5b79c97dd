// A worker of bench/causal/heads.mjs: answers heads until it is closed.
import { parentPort } from "node:worker_threads";

const { serveHeads } = await import(new URL("../../packages/explainers/dist/causal-discovery.js", import.meta.url));
serveHeads(parentPort);
