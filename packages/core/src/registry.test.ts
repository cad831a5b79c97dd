import { describe, expect, it } from "vitest";
import { isLvlmError } from "./errors.js";
import { createRegistry } from "./registry.js";

describe("registry", () => {
	it("gives plugins back by id, and loads lazy ones once", async () => {
		const registry = createRegistry("explainer", [{ id: "attention" }]);
		let loads = 0;
		registry.add("acme:lazy", async () => {
			loads++;
			return { id: "acme:lazy" };
		});
		expect(registry.ids).toEqual(["attention", "acme:lazy"]);
		expect(loads).toBe(0);
		const first = await registry.get("acme:lazy");
		expect(await registry.get("acme:lazy")).toBe(first);
		expect(loads).toBe(1);
	});

	it("refuses a second plugin of one id, unless told to replace it", async () => {
		const registry = createRegistry("backend", [{ id: "onnx", version: 1 }]);
		expect(() => registry.add("onnx", { id: "onnx", version: 2 })).toThrow('already a backend "onnx"');
		expect((await registry.get("onnx")).version).toBe(1);
		registry.add("onnx", { id: "onnx", version: 2 }, { override: true });
		expect((await registry.get("onnx")).version).toBe(2);
	});

	it("names the known ids when one is unknown", async () => {
		const error = await createRegistry("explainer", [{ id: "attention" }])
			.get("rollout")
			.catch((reason: unknown) => reason);
		expect(isLvlmError(error, "unknown-plugin") && error.fields).toEqual({
			kind: "explainer",
			id: "rollout",
			known: ["attention"],
		});
	});

	it("refuses a lazy plugin that carries another id", async () => {
		const registry = createRegistry<{ id: string }>("explainer");
		registry.add("a", async () => ({ id: "b" }));
		await expect(registry.get("a")).rejects.toThrow('registered as "a" calls itself "b"');
	});
});
