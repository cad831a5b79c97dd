import type { Faithfulness } from "@lvlm-interpret/core";
import { topShare } from "./curves.js";

/** Below it, in nats, nothing that is ranked matters to the answer. */
export const dependenceNats = 0.5;

const nats = (value: number): string => `${value.toFixed(2)} ${Math.abs(value) === 1 ? "nat" : "nats"}`;
const share = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;

function named(tokens: Faithfulness["tokens"]): string {
	return `“${
		tokens
			.map(({ text }) => text)
			.join("")
			.trim() || "(space)"
	}”`;
}

/** Whether a ranking stands out from random ones. */
function comparison({ areas, random }: Pick<Faithfulness, "areas" | "random">): string {
	const betweens = random.areas.map(({ between }) => between);
	if (!areas || !random.between) return "";
	const { mean, deviation } = random.between;
	const figures = `Area between deletion and insertion: ${nats(areas.between)}, of random rankings ${mean.toFixed(2)} ± ${deviation.toFixed(2)}`;
	if (areas.between > Math.max(...betweens)) {
		const by = areas.between > mean + 2 * deviation ? "" : ", though by less than two standard deviations";
		return `${figures}: it ranks better than all ${betweens.length} of them${by}.`;
	}
	if (areas.between < Math.min(...betweens)) {
		return `${figures}: it ranks worse than all ${betweens.length} of them; what it shows last matters more.`;
	}
	return `${figures}: it is not told apart from them.`;
}

/** What the figures come to, as sentences: the dependence first, then how far the map's top carries it, then the ranking as a whole. */
export function verdictOf(found: Omit<Faithfulness, "verdict">): string {
	const { tokens, places, dropNats, isDependent, top, random } = found;
	const word = named(tokens);
	const [what, without] = places.what === "image" ? ["image", "the image"] : ["prompt's words", "all ranked words"];
	const rest = dropNats < 0 ? `rises by ${nats(-dropNats)}` : `falls by ${nats(dropNats)}`;
	const first = `Without ${without}, the log-probability of ${word} ${rest}`;
	if (!isDependent) {
		return `The answer ${word} does not depend on the ${what}: ${first.charAt(0).toLowerCase()}${first.slice(1)}, less than ${dependenceNats}. No ranking of it means anything here.`;
	}
	const sentences = [`${first}.`];
	if (top) {
		const beside = random.dropNats
			? `; as many at random take ${random.dropNats.mean.toFixed(2)} ± ${random.dropNats.deviation.toFixed(2)}`
			: "";
		sentences.push(
			`Without the map's top ${topShare * 100} % alone (${top.places} of ${places.count}) it falls by ${nats(top.dropNats)}, ${share(top.dropNats, dropNats)} of that${beside}.`,
			`With nothing but that top it recovers ${nats(top.gainNats)}, ${share(top.gainNats, dropNats)}.`,
		);
	}
	const compared = comparison(found);
	if (compared) sentences.push(compared);
	return sentences.join(" ");
}
