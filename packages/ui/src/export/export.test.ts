import { inflateSync } from "node:zlib";
import { tensor } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import { tokenTableCsv } from "../tokens/token-table.js";
import { csvText } from "./csv.js";
import { encodeNpy } from "./npy.js";
import { encodePng } from "./png.js";
import { composeSvg, escapeXml } from "./svg.js";

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
	expect(await tokenTableCsv(table).text()).toBe("text,value\r\n'=A1,-1\r\n");
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

const cells = { width: 2, height: 1, data: Uint8ClampedArray.of(255, 0, 0, 255, 0, 255, 0, 128) };

describe("PNG", () => {
	it("repeats pixels", async () => {
		const png = Buffer.from(await encodePng(cells, 2));
		expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([4, 2]);
		const at = png.indexOf("IDAT");
		const lines = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
		const line = [0, 255, 0, 0, 255, 255, 0, 0, 255, 0, 255, 0, 128, 0, 255, 0, 128];
		expect([...lines]).toEqual([...line, ...line]);
		// The checksum of an empty IEND is known.
		expect(png.subarray(-4).toString("hex")).toBe("ae426082");
	});

	it("refuses other sizes and bytes that do not fit", async () => {
		await expect(encodePng(cells, 5)).rejects.toThrow(/5 times/);
		await expect(encodePng({ ...cells, height: 2 })).rejects.toThrow(/bytes/);
	});
});

describe("SVG", () => {
	const hostile = `</text><script>alert("1")</script>&'\u0000\ud800`;

	it("lets no text become markup", async () => {
		const svg = await composeSvg({
			cells,
			cellSize: 10,
			title: hostile,
			caption: hostile,
			xLabel: hostile,
			yLabel: hostile,
			legend: { colors: ['"/><script>'], low: hostile, high: hostile },
			outlined: [{ row: 0, column: 1 }],
		});
		expect(svg).not.toContain("<script");
		expect(svg.match(/<\w+/g)?.filter((tag) => tag === "<image")).toHaveLength(1);
		expect(svg).toContain('<rect x="42" y="32" width="10" height="10" fill="none" stroke="#000"/>');
	});

	it("keeps what XML allows", () => {
		expect(escapeXml("猫 🙂\n")).toBe("猫 🙂\n");
		expect(escapeXml("\u0000\ud800")).toBe("\ufffd\ufffd");
	});
});
