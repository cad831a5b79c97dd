import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(`${root}/${path}`, "utf8");

/** Rows of the tables of a page: cells by their headings. */
function rowsOf(page: string): Readonly<Record<string, string>>[] {
	let headings: readonly string[] = [];
	return read(page)
		.split("\n")
		.flatMap((line) => {
			if (!line.startsWith("|")) {
				headings = [];
				return [];
			}
			const cells = line.slice(1, -1).split("|");
			const trimmed = cells.map((cell) => cell.trim());
			if (headings.length === 0) {
				headings = trimmed;
				return [];
			}
			if (trimmed.every((cell) => /^-+$/.test(cell))) return [];
			return [Object.fromEntries(headings.map((heading, at) => [heading, trimmed[at] ?? ""]))];
		});
}

/** What stands between backticks as "Title – Name, Name": the titles may have commas, the names none. */
function namedStories(cell: string): { title: string; names: readonly string[] }[] {
	return Array.from(cell.matchAll(/`([^`]+) – ([^`]+)`/g), ([, title = "", names = ""]) => ({
		title,
		names: names.split(", "),
	}));
}

/** Test files between backticks, each with the quoted titles behind it. */
function namedTests(cell: string): { path: string; titles: string[] }[] {
	const found: { path: string; titles: string[] }[] = [];
	for (const [, path, title] of cell.matchAll(/`([^`]+)`|"([^"]+)"/g)) {
		if (path?.match(/\.test\.tsx?$/)) found.push({ path, titles: [] });
		else if (title) found.at(-1)?.titles.push(title);
	}
	return found;
}

/** The texts that `it`, `test` and `describe` begin with, of a file and of those beside and below it that it imports; parts that are filled in read "…". */
function titlesIn(path: string): string[] {
	const titles: string[] = [];
	const calleeOf = (node: ts.Expression): string =>
		ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)
			? calleeOf(node.expression)
			: ts.isIdentifier(node)
				? node.text
				: "";
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) && ["it", "test", "describe"].includes(calleeOf(node.expression))) {
			const [first] = node.arguments;
			if (first && ts.isStringLiteralLike(first)) titles.push(first.text.replace(/%[sdj]|\$\w+/g, "…"));
			else if (first && ts.isTemplateExpression(first)) {
				titles.push(first.head.text + first.templateSpans.map(({ literal }) => `…${literal.text}`).join(""));
			}
		}
		if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
			const part = join(dirname(path), node.moduleSpecifier.text.replace(/\.js$/, ".ts"));
			if (node.moduleSpecifier.text.startsWith("./") && existsSync(`${root}/${part}`)) titles.push(...titlesIn(part));
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true));
	// What is all filled in would fit any title.
	return titles.filter((title) => /\p{L}{3}/u.test(title));
}

const fits = (text: string, pattern: string): boolean => {
	const parts = pattern.split(/ ?…/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
	return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
};

/** Every story of the views: the source of each by "Title – Name". */
const stories = new Map(
	readdirSync(`${root}/packages/ui/stories`, { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".stories.tsx"))
		.flatMap((name) => {
			const text = read(`packages/ui/stories/${name}`);
			const title = /^\ttitle: "([A-Z][^"]*\/[^"]*)"/m.exec(text)?.[1];
			return text
				.split(/^export const /m)
				.slice(1)
				.map((part): [string, string] => [`${title} – ${/^\w+/.exec(part)?.[0]}`, part]);
		}),
);

function missingStories(cell: string): string[] {
	return namedStories(cell)
		.flatMap(({ title, names }) => names.map((name) => `${title} – ${name}`))
		.filter((story) => !Array.from(stories.keys()).some((one) => one === story || one.endsWith(`/${story}`)));
}

function missingTests(cell: string): string[] {
	return namedTests(cell).flatMap(({ path, titles }) => {
		if (!existsSync(`${root}/${path}`)) return [path];
		const there = titlesIn(path);
		return titles
			.filter((title) => !there.some((one) => fits(title, one) || fits(one, title)))
			.map((title) => `${path}, "${title}"`);
	});
}

describe("docs/original-controls.md", () => {
	const rows = rowsOf("docs/original-controls.md");

	it.each(rows.map((row) => [row.Original, row]))("%s: has a story whose play works it, and a test", (_, row) => {
		const { Story: story = "", "Walked by": walked = "" } = row as Record<string, string>;
		expect(missingStories(story)).toEqual([]);
		expect(missingTests(walked)).toEqual([]);
		const tests = namedTests(walked).filter(({ titles }) => titles.length > 0);
		expect(tests.length).toBeGreaterThan(0);
		if (story === "The demo's own") expect(tests.some(({ path }) => path.startsWith("tests/demo/"))).toBe(true);
		else {
			const named = namedStories(story).flatMap(({ title, names }) => names.map((name) => `${title} – ${name}`));
			expect(named.length).toBeGreaterThan(0);
			expect(named.filter((one) => !stories.get(one)?.includes("\tplay: "))).toEqual([]);
		}
	});

	it("has the rows of the five tabs, and of what is around them", () => {
		expect(rows.length).toBeGreaterThan(30);
	});
});

describe("docs/defects.md", () => {
	const rows = rowsOf("docs/defects.md");

	it.each(rows.map((row) => [row.Id, row]))("%s: the stories and tests that it names are there", (id, row) => {
		const { Test: cell = "" } = row as Record<string, string>;
		expect(missingStories(cell)).toEqual([]);
		expect(missingTests(cell)).toEqual([]);
		for (const [, path = ""] of cell.matchAll(/`([^`]+\.test\.tsx?)`, own/g)) {
			expect(titlesIn(path).some((title) => new RegExp(`^[^:]*\\b${id}\\b.*: `).test(title))).toBe(true);
		}
	});

	it("has the defects and limits, in their order", () => {
		const numbered = (letter: string, count: number): string[] =>
			Array.from({ length: count }, (_, at) => `${letter}${at + 1}`);
		expect(rows.map(({ Id }) => Id)).toEqual([...numbered("B", 14), ...numbered("C", 7), ...numbered("L", 10)]);
	});
});
