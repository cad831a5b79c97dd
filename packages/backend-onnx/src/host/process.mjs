/** The host as a child process. */
import { sessions } from "./node-sessions.mjs";
import { serve } from "./serve.mjs";

/** @param {import("../protocol.js").Reply} reply */
const post = (reply) => {
	process.send?.(reply);
};
const handle = serve({ post, close: () => process.disconnect() }, sessions);
process.on("message", /** @type {(message: any) => void} */ (handle));
// Without its parent it has nothing to do. SIGKILL: some drivers crash in their exit handlers.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
