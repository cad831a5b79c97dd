import { describe, expect, it } from "vitest";
import { csvItems } from "./read-csv.js";
import { pictureItems } from "./read-pictures.js";

/** A file as a browser gives it: Node's know no folder. */
const file = (name: string, path = "", type = "image/png"): File =>
	Object.assign(new File([], name, { type }), { webkitRelativePath: path });

describe("pictures with questions", () => {
	it("asks every question about every picture, and takes no other file", () => {
		const files = [file("10.png"), file("2.jpg", "", ""), file("notes.txt", "", "text/plain")];
		const items = pictureItems(files, "What?\n\n  Where? \n");
		expect(items.map(({ image, question }) => [image, question])).toEqual([
			["2.jpg", "What?"],
			["2.jpg", "Where?"],
			["10.png", "What?"],
			["10.png", "Where?"],
		]);
	});
});

describe("a CSV of questions", () => {
	const files = [file("a.png", "set/one/a.png"), file("b.png", "set/two/b.png"), file("b.png", "set/three/b.png")];

	it("reads quoted cells, a byte order mark and columns in any order, and finds files by path, name and address", () => {
		const text =
			'\uFEFFQuestion,Image,expected,tags\r\n"What, ""here""?",a.png,A dog.,"x; y"\r\n\r\nWhat?,two/b.png,,\nWhere?,https://example.org/c.png,,';
		const items = csvItems(text, files);
		expect(items.map(({ question, expected, tags }) => [question, expected, tags])).toEqual([
			['What, "here"?', "A dog.", ["x", "y"]],
			["What?", undefined, []],
			["Where?", undefined, []],
		]);
		expect(items.map(({ picture }) => picture)).toEqual([files[0], files[1], "https://example.org/c.png"]);
	});

	it("says which column is missing, and which rows name pictures that are not there", () => {
		expect(() => csvItems("picture,question\na.png,What?", files)).toThrow("no column called “image”");
		expect(() => csvItems("image,question\nb.png,What?\na.png,What?\nz.png,What?", files)).toThrow(
			/not given: row 2 \(b\.png\), row 4 \(z\.png\)\./,
		);
		expect(() => csvItems("image,question\na.png,", files)).toThrow("row 2 asks nothing");
	});
});
