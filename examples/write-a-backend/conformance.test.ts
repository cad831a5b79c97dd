import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { backendSuite, referenceBackend } from "@lvlm-interpret/testing";
import { writeReport } from "@lvlm-interpret/testing/node";
import { bindVitest } from "@lvlm-interpret/testing/vitest";
import { afterAll } from "vitest";
import { remoteBackend } from "./remote-backend.js";
import { serveBackend } from "./remote-server.js";

const server = serveBackend(referenceBackend());
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => {
	server.close();
});

bindVitest(backendSuite({ title: "example:remote", create: () => remoteBackend(address) }), {
	onReport: writeReport(fileURLToPath(new URL("conformance.json", import.meta.url))),
});
