// A worker that learns graphs of heads, one after the other, until it is closed.
import { parentPort } from "node:worker_threads";
import { serveHeads } from "@lvlm-interpret/explainers/causal-discovery";

if (parentPort) serveHeads(parentPort);
