import { readFileSync } from "node:fs";
import { decodeSession, encodeSession, type SessionFile } from "@lvlm-interpret/core/session";
import { hostileTexts } from "../../packages/ui/tests/hostile-texts.js";

export { hostileTexts };

/** An example whose every text says something hostile. */
export function hostileSession(): Uint8Array {
	const bytes = readFileSync(new URL("../../apps/demo/public/examples/colour.lvlm", import.meta.url));
	const good = decodeSession(new Uint8Array(bytes));
	const all = hostileTexts.join(" ");
	let next = 0;
	const text = (): string => hostileTexts[next++ % hostileTexts.length] as string;
	const session: SessionFile = {
		...good,
		toolVersion: all,
		model: { ...good.model, id: all, modelType: text() },
		run: { backend: text(), device: text(), precision: text() },
		messages: [{ role: "user", text: all }],
		answer: {
			...good.answer,
			text: all,
			tokens: good.answer.tokens.map((token) => ({
				...token,
				text: text(),
				alternatives: token.alternatives.map((one) => ({ ...one, text: text() })),
			})),
		},
		sequence: {
			...good.sequence,
			tokens: good.sequence.tokens.map((token) => (token.segment === "image" ? token : { ...token, text: text() })),
		},
		results: good.results.map((result) => ({
			...result,
			method: result.method === "relevancy" ? result.method : text(),
			options: { ...result.options, map: text(), mode: text() },
			cautions: [all],
			tensors: Object.fromEntries(
				Object.entries(result.tensors).map(([name, tensor]) => [
					name,
					{
						...tensor,
						unit: text(),
						description: all,
						axes: tensor.axes.map((axis) => (axis.labels ? { ...axis, labels: axis.labels.map(text) } : axis)),
					},
				]),
			),
		})),
		notes: all,
		leftOut: [{ what: text(), reason: all }],
	};
	return encodeSession(session);
}
