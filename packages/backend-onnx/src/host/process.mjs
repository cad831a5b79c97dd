/** The host as a child process. */
import { serve } from "./serve.mjs";

/** @param {import("../protocol.js").Reply} reply */
const post = (reply) => {
	process.send?.(reply);
};
process.on("message", /** @type {(message: any) => void} */ (serve({ post, close: () => process.disconnect() })));
// Without its parent it has nothing to do. SIGKILL: some drivers crash in their exit handlers.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
