import { LvlmError } from "@lvlm-interpret/core";

/** Node's own modules that this package uses. */
interface NodeModules {
	"node:crypto": typeof import("node:crypto");
	"node:fs": typeof import("node:fs");
	"node:fs/promises": typeof import("node:fs/promises");
	"node:os": typeof import("node:os");
	"node:path": typeof import("node:path");
	"node:stream/promises": typeof import("node:stream/promises");
}

/** Whether this is Node (or a runtime that calls itself so). */
export const isNode: boolean = typeof process !== "undefined" && typeof process.versions?.node === "string";

/**
 * A module of Node, without an import: bundlers for the browser would follow one, or fail on it. The same entry of this package
 * then works in both places.
 *
 * @throws {LvlmError} "capability-missing" outside Node.
 */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] {
	if (!isNode) {
		throw new LvlmError(
			"capability-missing",
			"Folders on disk can be opened in Node only.",
			{ owner: "this runtime", capability: name, neededBy: "a folder on disk" },
			{ hint: "In a browser give files (fileList, droppedFiles), a URL, or a Hub id." },
		);
	}
	return process.getBuiltinModule(name) as NodeModules[Name];
}
