import { csvCell } from "../output/csv.js";
import type { Estimate } from "./bootstrap.js";
import { figureNames } from "./measure.js";
import type { FigureName, Summary, SummaryGroup } from "./summary.js";

/** How a figure is called, its unit, and which way is better. */
const columns: Readonly<
	Record<FigureName, { readonly title: string; readonly unit: "nats" | "share"; readonly isLowerBetter?: true }>
> = {
	between: { title: "area between (nats)", unit: "nats" },
	deletion: { title: "deletion (nats, lower)", unit: "nats", isLowerBetter: true },
	insertion: { title: "insertion (nats)", unit: "nats" },
	topDrop: { title: "top 10 % removed (%)", unit: "share" },
	topGain: { title: "top 10 % alone (%)", unit: "share" },
	pointing: { title: "pointing (%)", unit: "share" },
	mass: { title: "mass inside (%)", unit: "share" },
	rank: { title: "rank accuracy (%)", unit: "share" },
	iou: { title: "best IoU (%)", unit: "share" },
};

function written(value: number, unit: "nats" | "share"): string {
	return (unit === "nats" ? value.toFixed(2) : (100 * value).toFixed(1)).replace("-", "−");
}

function cell({ mean, low, high }: Estimate, unit: "nats" | "share"): string {
	return `${written(mean, unit)} [${written(low, unit)}, ${written(high, unit)}]`;
}

/** A table with its columns padded, as the formatter leaves it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const lines = [head, ...rows];
	const widths = head.map((_, column) => Math.max(3, ...lines.map((line) => (line[column] as string).length)));
	const padded = (line: readonly string[]) =>
		`| ${line.map((text, column) => text.padEnd(widths[column] as number)).join(" | ")} |`;
	return [padded(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rows.map(padded)].join("\n");
}

function groupTable(group: SummaryGroup): string {
	const entries = Object.entries(group.methods);
	const best = (figure: FigureName): number => {
		const means = entries.map(([, row]) => row[figure].mean);
		return columns[figure].isLowerBetter ? Math.min(...means) : Math.max(...means);
	};
	const rows = entries.map(([method, row]) => [
		method,
		...figureNames.map((figure) => {
			const text = cell(row[figure], columns[figure].unit);
			return row[figure].mean === best(figure) ? `**${text}**` : text;
		}),
	]);
	return table(["method", ...figureNames.map((figure) => columns[figure].title)], rows);
}

function verdict({ low, high }: Estimate): string {
	if (low > 0) return "more, beyond the interval";
	return high < 0 ? "less, beyond the interval" : "not told apart";
}

function bestTable({ best }: SummaryGroup): string {
	const rows = Object.entries(best.over).map(([method, one]) => [method, cell(one, "nats"), verdict(one)]);
	return table([`${best.id} less`, "difference of areas (nats)", ""], rows);
}

/** The figures as Markdown, below a heading of the reader's own. */
export function summaryAsMarkdown(summary: Summary): string {
	const { asked, available, skipped, independent, groups } = summary;
	const left = Object.entries(skipped).map(([reason, count]) => `${reason}: ${count}`);
	const parts = [
		`${asked} of ${available} questions asked. Left out: ${[...left, `words that do not depend on the picture (below 0.5 nat): ${independent}`].join("; ")}.`,
		...groups.flatMap((group) => [
			`## ${group.title}`,
			`${group.questions} questions on ${group.images} pictures; without the picture the word's log-probability falls by ${cell(group.dropNats, "nats")} nats.`,
			groupTable(group),
			"Largest area between the curves, and by how much, question by question:",
			bestTable(group),
		]),
	];
	return `${parts.join("\n\n")}\n`;
}

/** The figures as CSV in long form. */
export function summaryAsCsv({ groups }: Summary): string {
	const lines = groups.flatMap((group) =>
		Object.entries(group.methods).flatMap(([method, row]) =>
			figureNames.map((figure) => {
				const { mean, low, high } = row[figure];
				return [group.id, group.questions, method, figure, columns[figure].unit, mean, low, high]
					.map(csvCell)
					.join(",");
			}),
		),
	);
	return `${["group,questions,method,figure,unit,mean,low,high", ...lines].join("\n")}\n`;
}
