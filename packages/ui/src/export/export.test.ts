import { tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { csvText } from "./csv.js";
import { escapeXml } from "./escape-xml.js";
import { encodeNpy } from "./npy.js";
import { tableCsv, tableJson, viewNpy } from "./view-numbers.js";

it("CSV keeps numbers, quotes text and leaves no formula", () => {
	expect(
		csvText([
			["=1+1", '@a"b', "x,y", -2.5, Number.NaN],
			["-1", "\ttab", "a\nb"],
		]),
	).toBe(`'=1+1,"'@a""b","x,y",-2.5,\r\n'-1,'\ttab,"a\nb"\r\n`);
});

it("the table of a view is CSV without formulas", async () => {
	const table = { columns: [{ label: "text" }, { label: "value" }], rows: [["=A1", -1]] };
	expect(await tableCsv(table).text()).toBe("text,value\r\n'=A1,-1\r\n");
});

describe("NPY", () => {
	// Of numpy.save (NumPy 2): header text and content of the three arrays below; the padding is spaces up to 128 bytes.
	const written = (text: string, content: string): string =>
		`934e554d50590100${"7600"}${Buffer.from(`${text.padEnd(117)}\n`).toString("hex")}${content}`;
	const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

	it("is what numpy.save writes", () => {
		expect(hex(encodeNpy(tensor("float32", [2, 3], Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25))))).toBe(
			written(
				"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
				"000000000000803e0000003f0000403f0000803f0000a03f",
			),
		);
		expect(hex(encodeNpy(tensor("uint8", [3], Uint8Array.of(1, 2, 255))))).toBe(
			written("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }", "0102ff"),
		);
		expect(hex(encodeNpy(tensor("float16", [2, 1], Uint16Array.of(0x3e00, 0x4000))))).toBe(
			written("{'descr': '<f2', 'fortran_order': False, 'shape': (2, 1), }", "003e0040"),
		);
	});

	it("writes the part that a view shows, and refuses bfloat16", () => {
		const part = Float32Array.of(1, 2, 3).subarray(1, 2);
		expect(hex(encodeNpy(tensor("float32", [1], part))).slice(-8)).toBe("00000040");
		expect(() => encodeNpy(tensor("bfloat16", [1], new Uint16Array(1)))).toThrow(/bfloat16/);
	});
});

describe("SVG", () => {
	it("keeps what XML allows", () => {
		expect(escapeXml("猫 🙂\n")).toBe("猫 🙂\n");
		expect(escapeXml("\u0000\ud800")).toBe("\ufffd\ufffd");
		expect(escapeXml(`</text><script a="1">&'`)).not.toMatch(/[<>"']/);
	});
});

it("a table is JSON by columns, and its numbers alone are NPY, in original units", async () => {
	const table = {
		columns: [{ label: "word" }, { label: "share", isNumeric: true }, { label: "rank", isNumeric: true }],
		rows: [
			["a", 0.123456789, 1],
			["b", Number.NaN, 0],
		],
	};
	expect(JSON.parse(await tableJson("Answer", "Two words.", table).text())).toEqual({
		title: "Answer",
		caption: "Two words.",
		columns: [
			{ label: "word", values: ["a", "b"] },
			{ label: "share", values: [0.123456789, null] },
			{ label: "rank", values: [1, 0] },
		],
	});
	const bytes = new Uint8Array(await viewNpy(undefined, table).arrayBuffer());
	const length = 10 + (bytes[8]! | (bytes[9]! << 8));
	expect(new TextDecoder("latin1").decode(bytes.subarray(10, length))).toContain(
		"'<f8', 'fortran_order': False, 'shape': (2, 2)",
	);
	expect([...new Float64Array(bytes.slice(length).buffer)]).toEqual([0.123456789, 1, Number.NaN, 0]);
});
