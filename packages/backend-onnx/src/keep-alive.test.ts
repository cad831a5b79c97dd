import { tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { onnxBackend } from "./backend.js";
import { fixtureModel } from "./fixture-models.js";

/** What keeps Node alive now, of the kinds that a thread or a child process brings. */
function held(): number {
	const kinds = new Set(["MessagePort", "ProcessWrap", "PipeWrap"]);
	return process.getActiveResourcesInfo().filter((kind) => kinds.has(kind)).length;
}

describe.each(["thread", "process"] as const)("a %s", (isolation) => {
	it("keeps Node alive while it works, and not a moment longer", async () => {
		const before = held();
		const backend = onnxBackend({ isolation, threads: 1 });
		expect(held()).toBe(before);
		const session = await backend.createSession(fixtureModel("slow"));
		await expect.poll(held).toBe(before);
		const running = session.run({ x: tensor("float32", [200, 200], new Float32Array(40_000)) });
		await Promise.resolve();
		expect(held()).toBeGreaterThan(before);
		await running;
		// Polled, because the test runner's own messages use a pipe too.
		await expect.poll(held).toBe(before);
		await backend.dispose();
		await expect.poll(held).toBe(before);
	});
});
