/** The sessions of a host in Node. */
import ort from "onnxruntime-node";
import { createSessions } from "./sessions.mjs";

// Never getData() of a GPU tensor: onnxruntime-node 1.30 aborts the process.
export const sessions = createSessions(ort, { residentBytes: () => process.memoryUsage.rss(), readsGpu: false });
