import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ConformanceReport } from "@lvlm-interpret/testing";

const folder = fileURLToPath(new URL("../../out/conformance", import.meta.url));

/** Keeps reports as out/conformance/<runtime>-<where>-<device>.json, of which scripts/conformance-table.mjs makes the table in docs/backends.md. */
export function keepReport(where: "Node" | "Chromium"): (report: ConformanceReport) => Promise<void> {
	return async (report) => {
		mkdirSync(folder, { recursive: true });
		const { id, device } = report.subject;
		const name = `${id.replaceAll(":", "-")}-${where}-${device}`;
		writeFileSync(`${folder}/${name}.json`, JSON.stringify({ where, ...report }));
	};
}
