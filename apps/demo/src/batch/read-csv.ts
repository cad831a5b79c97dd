import { LvlmError } from "@lvlm-interpret/core";
import { csvParseRows } from "d3-dsv";
import { type BatchItem, batchItem, type PictureSource } from "./item.js";
import { pathOf } from "./read-pictures.js";

/** The columns that are read, for a person. */
export const csvColumns = "image, question, and if you have them expected, mask, tags, note";

function refuse(message: string, expected: string, actual: string): never {
	throw new LvlmError("invalid-argument", message, { name: "csv", expected, actual });
}

/** Finds the files that cells name: by path, or by name where only one file has it. */
function fileFinder(files: readonly File[]): (cell: string) => PictureSource | undefined {
	const byPath = new Map(files.map((file) => [pathOf(file), file]));
	const byName = new Map<string, File[]>();
	for (const file of files) byName.set(file.name, [...(byName.get(file.name) ?? []), file]);
	return (cell) => {
		if (/^https?:\/\//i.test(cell)) return cell;
		const [only, ...others] = byName.get(cell.split("/").at(-1) as string) ?? [];
		return byPath.get(cell) ?? (others.length === 0 ? only : undefined);
	};
}

/**
 * Questions of a CSV text with a line of headings. A picture is named by its path below the chosen folder, by its file's name, or by an http
 * address; so is a mask. Tags are separated by semicolons. Columns of other names are left out.
 *
 * @param files  The pictures that rows name.
 * @throws {LvlmError} "invalid-argument" without the columns `image` and `question`, and for rows whose picture is not there, with their
 *   numbers in the file.
 */
export function csvItems(text: string, files: readonly File[]): BatchItem[] {
	const [head = [], ...rows] = csvParseRows(text.replace(/^\uFEFF/, ""));
	const names = head.map((name) => name.trim().toLowerCase());
	const missing = ["image", "question"].filter((name) => !names.includes(name));
	if (missing.length > 0) {
		refuse(
			`The CSV has no column called ${missing.map((name) => `“${name}”`).join(" and none called ")}. The first line must name the columns: ${csvColumns}.`,
			"columns image and question",
			names.join(", "),
		);
	}
	const find = fileFinder(files);
	const lost: string[] = [];
	const items = rows.flatMap((row, index): BatchItem[] => {
		const cell = (name: string): string => row[names.indexOf(name)]?.trim() ?? "";
		if (row.every((one) => one.trim() === "")) return [];
		const at = `row ${index + 2}`;
		const picture = find(cell("image"));
		if (!picture) lost.push(`${at} (${cell("image") || "empty"})`);
		if (cell("question") === "") refuse(`The CSV's ${at} asks nothing.`, "a question in every row", "an empty cell");
		const mask = cell("mask") === "" ? undefined : find(cell("mask"));
		if (cell("mask") !== "" && !mask) lost.push(`${at} (mask ${cell("mask")})`);
		if (!picture) return [];
		const tags = cell("tags")
			.split(";")
			.map((tag) => tag.trim())
			.filter(Boolean);
		return [
			batchItem({
				image: cell("image"),
				picture,
				question: cell("question"),
				...(cell("expected") ? { expected: cell("expected") } : {}),
				...(mask ? { mask: { picture: mask } } : {}),
				tags,
				note: cell("note"),
			}),
		];
	});
	if (lost.length > 0) {
		const shown = `${lost.slice(0, 5).join(", ")}${lost.length > 5 ? ` and ${lost.length - 5} more` : ""}`;
		refuse(
			`The CSV names pictures that were not given: ${shown}. Choose the folder that they are in, or write their addresses.`,
			"pictures of the chosen files",
			shown,
		);
	}
	return items;
}
