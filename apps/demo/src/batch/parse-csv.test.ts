import { expect, it } from "vitest";
import { parseCsv } from "./parse-csv.js";

it("reads quoted cells, line ends of each kind and a byte order mark", () => {
	expect(parseCsv('\uFEFFa,b\r\n"x, ""y""","1\n2"\n\nlast,')).toEqual([
		["a", "b"],
		['x, "y"', "1\n2"],
		["last", ""],
	]);
	expect(parseCsv("")).toEqual([]);
});

it("says which row has text after a closing quote", () => {
	expect(() => parseCsv('a\n"b"c')).toThrow("CSV row 2");
});
