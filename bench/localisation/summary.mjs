// Records in, all figures out.
import { randomMaps } from "./baselines.mjs";
import { interval, resampledMeans, resamples } from "./bootstrap.mjs";
import { metricNames } from "./metrics.mjs";

/** What the product shows when nothing is chosen. */
export const productDefault = "relevancy llama hybrid";
const isRelevancy = (method) => method.startsWith("relevancy ");

/** The sets of answers that get a table. */
function groupsOf(types) {
	const sets = [
		["right", "right answers", (one) => !one.planted && one.verdict === "right"],
		["wrong", "wrong answers", (one) => !one.planted && one.verdict !== "right"],
		["planted", "planted subset, whatever was answered", (one) => one.planted],
	];
	const lengths = [
		["one token", (one) => one.tokens === 1],
		["several tokens", (one) => one.tokens > 1],
	];
	const [, rightTitle, isRight] = sets[0];
	const byLength = lengths.map(([length, test]) => ({
		id: `right, ${length}`,
		title: `${rightTitle}, words of ${length}`,
		test: (one) => isRight(one) && test(one),
	}));
	return sets.flatMap(([id, title, test]) => [
		{ id, title, test },
		...(id === "right" ? byLength : elsewhere(id, title, test)),
		...types.map((type) => ({
			id: `${id}, ${type}`,
			title: `${title}, questions on ${type}`,
			test: (one) => test(one) && one.type === type,
		})),
	]);
}

/** Where the model says something else than is true: do the maps find an object of which it would be true? */
function elsewhere(id, title, test) {
	const toOther = (record) => ({ ...record, ...record.elsewhere });
	return [
		{
			id: `${id}, elsewhere`,
			title: `${title}: another object, one that the word fits`,
			test: (one) => test(one) && one.elsewhere !== undefined,
			as: toOther,
		},
		{
			id: `${id}, asked about, another fits`,
			title: `${title}: the object asked about, in the same questions`,
			test: (one) => test(one) && one.elsewhere !== undefined,
		},
	];
}

function counted(records, key) {
	const counts = {};
	for (const record of records) counts[key(record)] = (counts[key(record)] ?? 0) + 1;
	return counts;
}

const round = (value) => Number(value.toFixed(5));

/** Mean and spread over random maps: each of them is a method of its own. */
function randomSpread(records, metric) {
	const means = Array.from(
		{ length: randomMaps },
		(_, k) => records.reduce((sum, record) => sum + record.random[k][metric], 0) / records.length,
	);
	const mean = means.reduce((sum, value) => sum + value, 0) / randomMaps;
	const variance = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (randomMaps - 1);
	return round(Math.sqrt(variance));
}

/** Which relevancy and which other map find the object best, and by how much. */
function comparison(columns, methods, means, resampled, metric) {
	const at = (method) => columns.findIndex((column) => column.method === method && column.metric === metric);
	const best = (list) => list.reduce((top, one) => (means[at(one)] > means[at(top)] ? one : top));
	const difference = (one, other) => {
		const [a, b] = [at(one), at(other)];
		const { low, high } = interval(resampled[a].map((value, draw) => value - resampled[b][draw]));
		return { of: one, less: other, mean: round(means[a] - means[b]), low: round(low), high: round(high) };
	};
	const candidates = methods.filter(isRelevancy);
	const relevancy = best(candidates);
	const standard = candidates.find((one) => one.startsWith(productDefault)) ?? candidates[0];
	const other = best(methods.filter((one) => !isRelevancy(one)));
	return {
		metric,
		best: relevancy,
		standard,
		bestOther: other,
		overDefault: difference(relevancy, standard),
		overOther: difference(relevancy, other),
		defaultOverOther: difference(standard, other),
	};
}

function groupFigures({ id, title }, records, methods, seed) {
	const columns = methods.flatMap((method) => metricNames.map((metric) => ({ method, metric })));
	const scoreOf = (record, method, metric) =>
		method === "random"
			? record.random.reduce((sum, one) => sum + one[metric], 0) / randomMaps
			: record.scores[method][metric];
	const rows = records.map((record) => ({
		image: record.image,
		values: columns.map(({ method, metric }) => scoreOf(record, method, metric)),
	}));
	const { means, resampled } = resampledMeans(rows, `${seed} ${id}`);
	const table = {};
	columns.forEach(({ method, metric }, column) => {
		const { low, high } = interval(resampled[column]);
		table[method] ??= {};
		table[method][metric] = { mean: round(means[column]), low: round(low), high: round(high) };
		if (method === "random") table[method][metric].spread = randomSpread(records, metric);
	});
	return {
		id,
		title,
		questions: records.length,
		images: new Set(records.map((record) => record.image)).size,
		verdicts: counted(records, (record) => record.verdict),
		halfCovered: records.filter((record) => record.isHalfCovered).length,
		severalTokens: records.filter((record) => record.tokens > 1).length,
		empty: counted(
			records.flatMap((record) => record.empty),
			(method) => method,
		),
		methods: table,
		comparisons: methods.some(isRelevancy)
			? metricNames.map((metric) => comparison(columns, methods, means, resampled, metric))
			: [],
	};
}

/**
 * @param records  As `measure` makes them.
 * @param measured  Ids of the methods that looked at the model.
 * @param made  Weights, questions, seed and types.
 */
export function summarise(records, measured, made) {
	const methods = [...measured, "uniform", "centre", "random"];
	const scored = records.filter((record) => record.scores);
	const groups = groupsOf(made.types)
		.map((group) => ({ ...group, records: scored.filter(group.test).map(group.as ?? ((record) => record)) }))
		.filter((group) => group.records.length > 0);
	return {
		made: { ...made, resamples, randomMaps },
		asked: records.length,
		scored: scored.length,
		skipped: counted(
			records.filter((record) => record.skipped),
			(record) => `${record.planted ? "planted" : "ordinary"}, ${record.type}: ${record.skipped}`,
		),
		groups: groups.map((group) => groupFigures(group, group.records, methods, made.seed)),
	};
}
