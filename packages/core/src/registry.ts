import { LvlmError } from "./errors.js";

/** A plugin, or a function that loads it on first use. */
export type Lazy<T> = T | (() => Promise<T>);

/** Plugins by id. A value that somebody owns and passes on: nothing registers itself. */
export interface Registry<T extends { readonly id: string }> {
	readonly ids: readonly string[];
	/** @throws {LvlmError} "duplicate-plugin" unless `override` is set. */
	add(id: string, plugin: Lazy<T>, options?: { readonly override?: boolean }): void;
	/** @throws {LvlmError} "unknown-plugin"; "invalid-argument" when a lazily loaded plugin carries another id. */
	get(id: string): Promise<T>;
}

/**
 * @param kind  What is registered, for messages: "explainer", "backend", "model family".
 */
export function createRegistry<T extends { readonly id: string }>(
	kind: string,
	plugins: readonly T[] = [],
): Registry<T> {
	const entries = new Map<string, Lazy<T>>();
	const registry: Registry<T> = {
		get ids() {
			return [...entries.keys()];
		},
		add(id, plugin, options = {}) {
			if (entries.has(id) && !options.override) {
				throw new LvlmError(
					"duplicate-plugin",
					`There is already a ${kind} "${id}".`,
					{ kind, id },
					{ hint: "Pass { override: true } to replace it." },
				);
			}
			entries.set(id, plugin);
		},
		async get(id) {
			const entry = entries.get(id);
			if (entry === undefined) {
				const known = [...entries.keys()];
				throw new LvlmError(
					"unknown-plugin",
					`There is no ${kind} "${id}".`,
					{ kind, id, known },
					{ hint: `Known: ${known.join(", ") || "none"}.` },
				);
			}
			const plugin = typeof entry === "function" ? await entry() : entry;
			if (plugin.id !== id) {
				throw new LvlmError("invalid-argument", `The ${kind} registered as "${id}" calls itself "${plugin.id}".`, {
					name: "id",
					expected: id,
					actual: plugin.id,
				});
			}
			entries.set(id, plugin);
			return plugin;
		},
	};
	for (const plugin of plugins) registry.add(plugin.id, plugin);
	return registry;
}
