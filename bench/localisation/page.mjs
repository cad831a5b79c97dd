// The page in docs/: figures as tables and sentences.
const metricTitles = {
	pointing: "pointing game",
	touching: "pointing, any overlap",
	mass: "relevance mass",
	rank: "rank accuracy",
};

const percent = (value) => (100 * value).toFixed(1);
const signed = (value) => `${value < 0 ? "−" : "+"}${percent(Math.abs(value))}`;
const points = ({ mean, low, high }) => `${signed(mean)} [${signed(low)}, ${signed(high)}]`;

/** A table with its columns padded, as the formatter leaves it. */
function table(head, rows) {
	const lines = [head, ...rows];
	const widths = head.map((_, column) => Math.max(3, ...lines.map((line) => line[column].length)));
	const written = (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
	return [written(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rows.map(written)].join(
		"\n",
	);
}

function cell({ mean, low, high, spread }) {
	return `${percent(mean)} [${percent(low)}–${percent(high)}]${spread === undefined ? "" : ` ±${percent(spread)}`}`;
}

function groupTable(group) {
	const metrics = Object.keys(metricTitles);
	const best = Object.fromEntries(
		metrics.map((metric) => [metric, Math.max(...Object.values(group.methods).map((row) => row[metric].mean))]),
	);
	const rows = Object.entries(group.methods).map(([method, row]) => [
		method,
		...metrics.map((metric) => {
			const text = cell(row[metric]);
			return row[metric].mean === best[metric] ? `**${text}**` : text;
		}),
	]);
	const verdicts = Object.entries(group.verdicts).map(([verdict, count]) => `${count} ${verdict}`);
	const empty = Object.entries(group.empty).map(([method, count]) => `${method} in ${count}`);
	const notes = [
		`${group.questions} questions on ${group.images} images (answers: ${verdicts.join(", ")}).`,
		`In ${group.severalTokens} the word has several tokens; in ${group.questions - group.halfCovered} the object covers no region by half.`,
		...(empty.length > 0 ? [`Maps without any value on the image: ${empty.join(", ")}.`] : []),
	];
	return `${notes.join(" ")}\n\n${table(["method", ...metrics.map((metric) => metricTitles[metric])], rows)}`;
}

/** Whether a difference is beyond chance, in words. Below a tenth of a point it is nothing, however sure. */
function verdict({ low, high }) {
	if (Math.max(Math.abs(low), Math.abs(high)) < 0.001) return "the same within 0.1 points";
	if (low > 0) return "more, beyond the interval";
	if (high < 0) return "less, beyond the interval";
	return "not told apart";
}

function comparisonTable(group) {
	const rows = group.comparisons.flatMap((one) => [
		[metricTitles[one.metric], one.overDefault.of, one.overDefault.less, one.overDefault],
		[metricTitles[one.metric], one.overOther.of, one.overOther.less, one.overOther],
		[metricTitles[one.metric], one.defaultOverOther.of, one.defaultOverOther.less, one.defaultOverOther],
	]);
	const told = rows.filter(([, of, less]) => of !== less);
	const unique = told.filter(
		([metric, of, less], index) =>
			told.findIndex((row) => row[0] === metric && row[1] === of && row[2] === less) === index,
	);
	return table(
		["metric", "map", "less", "difference", ""],
		unique.map(([metric, of, less, difference]) => [metric, of, less, points(difference), verdict(difference)]),
	);
}

/** One sentence a metric on who is best. */
function bestSentences(group) {
	return group.comparisons.map(({ metric, best, standard, bestOther, overDefault, overOther }) => {
		const figure = percent(group.methods[best][metric].mean);
		const overTheDefault =
			best === standard
				? "which is the original's own"
				: `${points(overDefault)} points from \`${standard}\` (${verdict(overDefault)})`;
		const other = `${points(overOther)} from the best other map, ${bestOther} at ${percent(group.methods[bestOther][metric].mean)} % (${verdict(overOther)})`;
		return `- ${metricTitles[metric]}: \`${best}\` with ${figure} %, ${overTheDefault}; ${other}.`;
	});
}

/** The hand-written remarks, with a warning where they are about other weights than the figures. */
function remarksSection(remarks, weights) {
	const [, about, text] = remarks.match(/^weights: (\S+)\n([\s\S]*)$/) ?? [];
	if (!text) return "";
	const warning =
		about === weights
			? ""
			: `**The remarks are about other weights (${about}); the figures on this page are newer.**\n\n`;
	return `## Remarks\n\nWritten by hand, on the figures of weights \`${about}\`.\n\n${warning}${text.trim()}\n\n`;
}

const rules = ({ made }) => `## Rules

- **Questions.** All first turns of the types ${made.types.join(", ")} of \`models/evaluation\`, asked of \`models/shapes-llava\`, greedy, on the CPU.
- **Word.** The last colour (questions on colour) or shape (on shape) in the model's own answer; in a right answer that is the word that
  was asked for. In planted and wrong answers it is what the model said in its place. Answers without such a word are left out and counted. A
  word of several tokens: the mean of its tokens' maps, as the product shows it.
- **Object.** That of the corresponding word of the expected answer, whatever the model said. Its visible mask, by area, on the regions of
  the image tokens: each region's share of covered pixels.
- **Right** is an answer equal to the expected one. The planted subset (questions whose answer depends on the colour of a triangle that is not
  red) is apart from both right and wrong.
- **Pointing game.** 1 where the map's largest value lies in a region of the object. Of the object are the regions that it covers by at least half; where there
  is none, the one that it covers most. _Any overlap_ takes every region that the object touches.
- **Relevance mass.** Σ a·share / Σ a. For the uniform map this is the object's share of what the model sees.
- **Rank accuracy.** k = number of the object's regions; the share of the k largest values that lie in them.
- **Ties** count by the part of the tied regions that is the object's, as picking at random would on average. (If any one sufficed, a uniform map
  would always hit.) A map of zeros scores as a uniform one.
- **Maps.** Relevancy with its default options but \`map\` and \`mode\`. Attention: mean over heads, of all layers and of the last. Centre: a Gaussian in
  the middle of what the model sees, its standard deviation a quarter of the side. Random: ${made.randomMaps} maps a question; ± is the spread (standard deviation) over them.
- **Intervals.** 95 %, percentile bootstrap of ${made.resamples} resamples of images (questions on one image belong together). Differences are paired. Nothing is corrected
  for picking the best of many maps: read a best map's lead with that in mind.
`;

/**
 * @param figures  As `summarise` makes them.
 * @param remarks  Text of remarks.md: "weights: <id>" and then what is to be said.
 */
export function page(figures, remarks) {
	const { made, groups } = figures;
	const right = groups.find((group) => group.id === "right");
	const planted = groups.find((group) => group.id === "planted");
	const skipped = Object.entries(figures.skipped).map(([reason, count]) => `- ${reason}: ${count}`);
	const conclusions = [right, planted]
		.filter(Boolean)
		.flatMap((group) => [
			`On ${group.title} (${group.questions}), best of the relevancy maps:`,
			"",
			...bestSentences(group),
			"",
		]);
	const sections = groups.flatMap((group) => {
		const title = `## ${group.title[0].toUpperCase()}${group.title.slice(1)}`;
		const compared = group.id === "right" || group.id === "planted";
		return [
			title,
			"",
			groupTable(group),
			"",
			...(compared ? ["Differences in points:", "", comparisonTable(group), ""] : []),
		];
	});
	return `# Localisation

Does an explanation of a word show the object that the word is about? Every map and mode of relevancy on the masks of the evaluation set, beside
raw attention, rollout and maps that know nothing. In percent, with 95 % intervals; higher is better. All figures: [localisation.json](localisation.json).

Made by \`node bench/localisation/localisation.mjs\` (after \`npm start\` or \`pnpm build\`; \`--resume\` goes on after an interruption; the file's head
says the options). Weights \`${made.weights}\`, questions \`${made.questions}\`, seed ${made.seed}. ${figures.asked} of ${made.available} questions asked${figures.asked < made.available ? " (a random sample)" : ""}, ${figures.scored} scored.${skipped.length > 0 ? ` Left out:\n\n${skipped.join("\n")}` : ""}

## What the figures show

${conclusions.join("\n")}
${remarksSection(remarks, made.weights)}${sections.join("\n")}
${rules(figures)}`;
}
