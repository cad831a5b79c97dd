import { type BootstrapRow, type Estimate, estimates, interval, resampledMeans } from "./bootstrap.js";
import { type Figures, figureNames, type QuestionRecord } from "./measure.js";

/** Below it, in nats, an answer does not depend on the picture, and rankings of its regions mean nothing. */
const dependenceNats = 0.5;

export type FigureName = keyof Figures;
export type MethodFigures = Readonly<Record<FigureName, Estimate>>;

/** One set of answers and what the methods reach on it. */
export interface SummaryGroup {
	readonly id: string;
	readonly title: string;
	readonly questions: number;
	readonly images: number;
	/** How far the word's log-probability falls without the picture, in nats. */
	readonly dropNats: Estimate;
	readonly methods: Readonly<Record<string, MethodFigures>>;
	/** The method with the largest area, and how much larger it is than each other's, paired. */
	readonly best: { readonly id: string; readonly over: Readonly<Record<string, Estimate>> };
}

export interface Summary {
	/** Weights, questions, seed, settings. */
	readonly made: Readonly<Record<string, unknown>>;
	readonly available: number;
	readonly asked: number;
	/** Why questions were left out, and how many. */
	readonly skipped: Readonly<Record<string, number>>;
	/** Answers whose word does not depend on the picture: left out of the tables. */
	readonly independent: number;
	readonly groups: readonly SummaryGroup[];
}

const round = (value: number): number => Number(value.toFixed(5));
const rounded = ({ mean, low, high }: Estimate): Estimate => ({
	mean: round(mean),
	low: round(low),
	high: round(high),
});

/** A method's figure in a record, averaged over its maps. */
function figureOf(record: QuestionRecord, method: string, figure: FigureName): number {
	const maps = record.methods?.[method] as readonly Figures[];
	return maps.reduce((sum, one) => sum + one[figure], 0) / maps.length;
}

function groupOf(
	{ id, title }: Pick<SummaryGroup, "id" | "title">,
	records: readonly QuestionRecord[],
	methods: readonly string[],
	seed: number,
): SummaryGroup {
	const columns = methods.flatMap((method) => figureNames.map((figure) => ({ method, figure })));
	const rows: BootstrapRow[] = records.map((record) => ({
		image: record.image,
		values: columns.map(({ method, figure }) => figureOf(record, method, figure)),
	}));
	const { means, resampled } = resampledMeans(rows, `${seed} ${id}`);
	const at = (method: string, figure: FigureName) =>
		columns.findIndex((column) => column.method === method && column.figure === figure);
	const estimate = (method: string, figure: FigureName): Estimate => {
		const column = at(method, figure);
		return rounded({ mean: means[column] as number, ...interval(resampled[column] as Float64Array) });
	};
	const area = (method: string) => means[at(method, "between")] as number;
	const best = methods.reduce((top, one) => (area(one) > area(top) ? one : top));
	const difference = (other: string): Estimate => {
		const [a, b] = [at(best, "between"), at(other, "between")];
		const draws = (resampled[a] as Float64Array).map(
			(value, draw) => value - ((resampled[b] as Float64Array)[draw] as number),
		);
		return rounded({ mean: (means[a] as number) - (means[b] as number), ...interval(draws) });
	};
	const [dropNats] = estimates(
		records.map((record) => ({ image: record.image, values: [record.dropNats as number] })),
		`${seed} ${id} drop`,
	) as [Estimate];
	return {
		id,
		title,
		questions: records.length,
		images: new Set(records.map((record) => record.image)).size,
		dropNats: rounded(dropNats),
		methods: Object.fromEntries(
			methods.map((method) => [
				method,
				Object.fromEntries(figureNames.map((figure) => [figure, estimate(method, figure)])) as MethodFigures,
			]),
		),
		best: {
			id: best,
			over: Object.fromEntries(methods.filter((one) => one !== best).map((one) => [one, difference(one)])),
		},
	};
}

/** Records in, all figures out. */
export function summarise(
	records: readonly QuestionRecord[],
	methods: readonly string[],
	facts: Pick<Summary, "made" | "available"> & { readonly seed: number },
): Summary {
	const measured = records.filter((record) => record.methods);
	const dependent = measured.filter((record) => (record.dropNats as number) >= dependenceNats);
	const groups = [
		{ id: "right", title: "Right answers", test: (one: QuestionRecord) => !one.planted && one.verdict === "right" },
		{ id: "wrong", title: "Wrong answers", test: (one: QuestionRecord) => !one.planted && one.verdict !== "right" },
		{ id: "planted", title: "Planted failures, whatever was answered", test: (one: QuestionRecord) => one.planted },
	];
	const skipped: Record<string, number> = {};
	for (const { skipped: reason } of records) if (reason) skipped[reason] = (skipped[reason] ?? 0) + 1;
	return {
		made: facts.made,
		available: facts.available,
		asked: records.length,
		skipped,
		independent: measured.length - dependent.length,
		groups: groups.flatMap((group) => {
			const own = dependent.filter(group.test);
			return own.length === 0 ? [] : [groupOf(group, own, methods, facts.seed)];
		}),
	};
}
