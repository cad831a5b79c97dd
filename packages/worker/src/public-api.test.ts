import { expect, it } from "vitest";
import * as engine from "./engine/index.js";
import * as page from "./index.js";

// A name that appears or goes changes what others build on: change it here on purpose.
it("the page's entry and the worker's have these names", () => {
	expect(Object.keys(page).sort()).toEqual(["answerSoFar", "createEngine", "droppedSource", "protocolVersion"]);
	expect(Object.keys(engine).sort()).toEqual(["startEngine"]);
});
