import { invariant, LvlmError } from "@lvlm-interpret/core";
import { GraphBuilder } from "../build/builder.js";
import type { Graph } from "../ir/graph.js";
import type { Node } from "../ir/node.js";
import type { Value } from "../ir/value.js";
import type { AttentionSite, RewriteContext, RewriteRule } from "./rule.js";

export interface RewriteReport {
	/** What was rewritten, in order. */
	readonly applied: readonly { readonly rule: string; readonly node: string }[];
	/** What rules were about, but left as it is. */
	readonly refused: readonly { readonly rule: string; readonly node: string; readonly reasons: readonly string[] }[];
	/** Attention sites that the rules reported, in topological order of the graph. */
	readonly sites: readonly AttentionSite[];
}

export interface RewriteOptions {
	/** Throw when a matched node cannot be rewritten. Default true. */
	readonly strict?: boolean;
}

function replace(graph: Graph, node: Node, outputs: readonly (Value | undefined)[], rule: string): void {
	node.outputs.forEach((old, index) => {
		const to = outputs[index];
		if (!to) {
			invariant(old.uses.size === 0 && !graph.outputs.includes(old), `rule ${rule} leaves "${old.name}" unwritten`);
			return;
		}
		// The new value takes over the name and type: other parts of the model are found by name.
		graph.replaceAllUses(old, to);
		to.type ??= old.type;
		[old.name, to.name] = [to.name, old.name];
	});
	graph.removeNode(node);
}

/**
 * Applies rules to a graph, in place, until none matches any more.
 *
 * @throws {LvlmError} "pattern-not-found" (when strict) with all reasons, before anything is changed by that pass.
 */
export function applyRules(graph: Graph, rules: readonly RewriteRule[], options: RewriteOptions = {}): RewriteReport {
	const shared = new Map<string, Value>();
	const ids = new Map<Value, number>();
	const applied: { rule: string; node: string }[] = [];
	const refused = new Map<Node, RewriteReport["refused"][number]>();
	const sites: AttentionSite[] = [];

	for (;;) {
		const found: { rule: RewriteRule; node: Node }[] = [];
		for (const node of graph.topologicalOrder()) {
			const rule = refused.has(node) ? undefined : rules.find((one) => one.match(node));
			if (!rule) continue;
			const reasons = rule.check(node);
			if (reasons.length > 0) refused.set(node, { rule: rule.name, node: node.name, reasons });
			else found.push({ rule, node });
		}
		if (refused.size > 0 && (options.strict ?? true)) {
			const all = [...refused.values()];
			throw new LvlmError(
				"pattern-not-found",
				`The rule "${all[0]?.rule}" cannot rewrite "${all[0]?.node}": ${all[0]?.reasons.join("; ")}.`,
				{
					pattern: all[0]?.rule ?? "",
					reasons: all.flatMap((one) => one.reasons.map((reason) => `${one.node}: ${reason}`)),
				},
			);
		}
		if (found.length === 0) break;
		for (const { rule, node } of found) {
			const context: RewriteContext = {
				builder: new GraphBuilder(graph, node.name),
				once(key, build) {
					let value = shared.get(key);
					if (!value) {
						value = build();
						shared.set(key, value);
					}
					return value;
				},
				idOf(value) {
					const id = ids.get(value) ?? ids.size;
					ids.set(value, id);
					return id;
				},
			};
			const rewritten = rule.rewrite(node, context);
			sites.push(...(rewritten.sites ?? []));
			replace(graph, node, rewritten.outputs, rule.name);
			applied.push({ rule: rule.name, node: node.name });
		}
	}
	return { applied, refused: [...refused.values()], sites: inGraphOrder(graph, sites) };
}

/** Sites sorted by where their probabilities are computed. */
export function inGraphOrder(graph: Graph, sites: readonly AttentionSite[]): AttentionSite[] {
	const place = new Map(graph.topologicalOrder().map((node, index) => [node, index]));
	const of = (site: AttentionSite) => place.get(site.probabilities.producer as Node) ?? -1;
	return [...sites].sort((a, b) => of(a) - of(b));
}
