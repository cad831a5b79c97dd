// Writes the table of the backend kit in docs/backends.md, and docs/conformance.json with what stands behind it, from the reports of the last test
// run: out/conformance/*.json (tests/conformance) and examples/*/conformance.json. Fails where a case has failed, or where the reports are not of one kit.
//
//   node scripts/conformance-table.mjs        after `npm test`
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const kept = at("out/conformance");
if (!existsSync(kept)) throw new Error("There are no reports in out/conformance: run the tests first.");
const examples = readdirSync(at("examples")).map((name) => at(`examples/${name}/conformance.json`));
const reports = [
	...readdirSync(kept).map((name) => read(`${kept}/${name}`)),
	...examples.filter((path) => existsSync(path)).map((path) => ({ where: "HTTP", ...read(path) })),
].filter(({ kit }) => kit === "backend");

const places = ["Node", "Chromium", "HTTP"];
const runtimes = ["reference", "onnx", "tfjs"];
const rank = (list, one) => (list.includes(one) ? list.indexOf(one) : list.length);
reports.sort(
	(a, b) =>
		rank(runtimes, a.subject.id) - rank(runtimes, b.subject.id) ||
		rank(places, a.where) - rank(places, b.where) ||
		a.subject.device.localeCompare(b.subject.device),
);

const [first] = reports;
const ids = first.cases.map(({ id }) => id);
for (const { subject, where, kitVersion, cases, counts } of reports) {
	const name = `${subject.id} on ${subject.device} in ${where}`;
	if (kitVersion !== first.kitVersion || cases.map(({ id }) => id).join() !== ids.join()) {
		throw new Error(`${name} went through another kit than ${first.subject.id}: run all tests again.`);
	}
	if (counts.failed > 0 || counts["failed-as-expected"] > 0) throw new Error(`${name} has cases that failed.`);
}

const groupOf = (id) => id.split("/")[0];
const groups = [...new Set(ids.map(groupOf))];
const cell = (cases, group) => {
	const own = cases.filter(({ id }) => groupOf(id) === group);
	const passed = own.filter(({ outcome }) => outcome === "passed").length;
	return passed === own.length ? `${passed}` : `${passed} + ${own.length - passed} skipped`;
};
const row = (cells) => `| ${cells.join(" | ")} |`;
const table = [
	row(["Backend", "Where", "Device", ...groups, "Skipped, by a capability that is not declared"]),
	row(["---", "---", "---", ...groups.map(() => "---:"), "---"]),
	...reports.map(({ subject, where, cases, skipped }) =>
		row([
			...[subject.id, where, subject.device],
			...groups.map((group) => cell(cases, group)),
			Object.entries(skipped)
				.map(([reason, count]) => `${reason.replace("needs ", "")}: ${count}`)
				.join(", "),
		]),
	),
].join("\n");

const page = at("docs/backends.md");
const text = readFileSync(page, "utf8");
const section = `Kit version ${first.kitVersion}, ${ids.length} cases by group; none fails, none is excepted. Made by \`scripts/conformance-table.mjs\`; the ids of all cases, and\nof those that were skipped, stand in [conformance.json](conformance.json).\n\n${table}\n`;
const marks = /(<!-- kit -->\n)[\s\S]*?(<!-- \/kit -->)/;
if (!marks.test(text)) throw new Error("docs/backends.md has no place for the table.");
writeFileSync(page, text.replace(marks, `$1\n${section}\n$2`));

const summary = {
	kitVersion: first.kitVersion,
	cases: ids,
	subjects: reports.map(({ subject, where, counts, cases }) => ({
		...subject,
		where,
		passed: counts.passed,
		skipped: Object.fromEntries(
			cases.filter(({ outcome }) => outcome === "skipped").map(({ id, reason }) => [id, reason]),
		),
	})),
};
writeFileSync(at("docs/conformance.json"), `${JSON.stringify(summary, undefined, "\t")}\n`);
console.log(`${reports.length} subjects, ${ids.length} cases: docs/backends.md, docs/conformance.json`);
