/** The host as a worker thread. It ends by closing its port: a terminated run would abort the whole process. */
import { parentPort } from "node:worker_threads";
import { sessions } from "./node-sessions.mjs";
import { serve } from "./serve.mjs";

const port = /** @type {import("node:worker_threads").MessagePort} */ (parentPort);
port.on(
	"message",
	serve({ post: (reply, transfer) => port.postMessage(reply, transfer), close: () => port.close() }, sessions),
);
