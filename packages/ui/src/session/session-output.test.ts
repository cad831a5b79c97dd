import { readFileSync } from "node:fs";
import { LvlmError } from "@lvlm-interpret/core";
import { decodeSession, type SessionFile } from "@lvlm-interpret/core/session";
import { describe, expect, it } from "vitest";
import { sessionExports } from "./session-exports.js";
import { sessionFailure } from "./session-failure.js";
import { sessionTables } from "./session-tables.js";
import { standalonePage } from "./standalone-page.js";

const example = (name: string): SessionFile =>
	decodeSession(
		new Uint8Array(readFileSync(new URL(`../../../../apps/demo/public/examples/${name}.lvlm`, import.meta.url))),
	);
const lines = (text: string | undefined): string[][] =>
	(text ?? "")
		.trimEnd()
		.split("\r\n")
		.map((line) => line.split(","));

describe("the tables of a session", () => {
	const session = example("colour");
	const tables = sessionTables(session);

	it("hold every number of every result, with its place", () => {
		expect(lines(tables["answer.csv"])).toHaveLength(1 + session.answer.tokens.length);
		session.results.forEach((result, at) => {
			for (const [name, { tensor, axes }] of Object.entries(result.tensors)) {
				const file = Object.keys(tables).find(
					(one) => one.startsWith(String(at + 1).padStart(2, "0")) && one.endsWith(`-${name.toLowerCase()}.csv`),
				);
				const rows = lines(tables[file as string]).slice(1);
				expect(rows.map((row) => Number(row.at(-1)))).toEqual(Array.from(tensor.data));
				// The last line is the last entry of every axis.
				expect(rows.at(-1)?.[0]).toBe(String(axes[0]?.index.at(-1)));
			}
		});
	});

	it("say how each was made, and what the file is of", () => {
		expect(tables["about.csv"]).toContain(session.model.fingerprint);
		const listed = lines(tables["results.csv"])
			.slice(1)
			.map(([file]) => file);
		expect(listed).toEqual(Object.keys(tables).filter((file) => /^\d/.test(file)));
	});

	it("hold nodes and edges of causal graphs", () => {
		const graphs = { target: { token: 0, text: "=1", id: 1 }, aggregate: [] };
		const nodes = [
			{ id: 0, position: 3, what: "image", region: 2, label: "row 1, column 3" },
			{ id: 1, position: 9, what: "text", label: "=1+1" },
		] as const;
		const heads = [{ layer: 2, head: 1, edges: [{ from: 0, to: 1, markAtFrom: "circle", markAtTo: "arrow" }] }];
		const result = {
			...session.results[0],
			kind: "causal-graph",
			method: "causal",
			tensors: {},
			data: { ...graphs, nodes, heads },
		};
		const made = sessionTables({ ...session, results: [result as never] });
		expect(made["01-causal-nodes.csv"]).toBe(
			'node,joint position,kind,region,label\r\n0,3,image,2,"row 1, column 3"\r\n1,9,text,,\'=1+1\r\n',
		);
		expect(lines(made["01-causal-edges.csv"])[1]).toEqual(["2", "1", "0", "1", "circle", "arrow"]);
	});
});

describe("a page of its own", () => {
	const page = standalonePage({
		title: "</title><script>alert(1)</script>",
		session: new Uint8Array([0xfb, 0xff, 0]),
		script: 'const a = "</script><!--"; const b = "</SCRIPT >";',
	});

	it("has one script, which no text can end, and the session as letters", () => {
		expect(page.match(/<script/gi)).toHaveLength(1);
		expect(page.match(/<\/script/gi)).toHaveLength(1);
		expect(page).not.toContain("<!--");
		expect(page).toContain('src="data:application/zip;base64,+/8A"');
		expect(page).toContain("<title>&#60;/title&#62;");
	});
});

describe("the files of a session", () => {
	it("are called by letters and digits, and offer no page without a viewer", () => {
		const names = (name: string, script?: () => string): string[] =>
			sessionExports({ name, session: () => example("colour"), script }).map(({ fileName }) => fileName);
		expect(names("../../etc/\u202Epasswd.lvlm", () => "")).toEqual([
			"etc-passwd.lvlm",
			"etc-passwd.html",
			"etc-passwd-tables.zip",
		]);
		expect(names("…")).toEqual(["session.lvlm", "session-tables.zip"]);
	});
});

describe("what went wrong", () => {
	it("is said in words", () => {
		const limit = (name: string, allowed: number, actual: number): string | undefined =>
			sessionFailure(
				new LvlmError("limit-exceeded", "x", { limit: name, allowed, actual }, { hint: "Pass a higher one." }),
			);
		expect(limit("fileBytes", 2 ** 30, 3e9)).toBe("It has 3.0 GB; at most 1.1 GB are opened.");
		expect(limit("entries", 64, 65)).toBe("It has 65 parts; at most 64 are opened.");
		expect(limit("ratio", 200, 1000)).toMatch(/^It unpacks to far more/);
		expect(sessionFailure(new DOMException("x", "AbortError"))).toBeUndefined();
		let error: unknown;
		try {
			decodeSession(new Uint8Array(9));
		} catch (thrown) {
			error = thrown;
		}
		expect(sessionFailure(error)).toMatch(/^This is not a valid session file/);
		expect(sessionFailure("odd")).toBe("odd");
	});
});
