import type { Tensor } from "@lvlm-interpret/core";
import type { ViewExport } from "./export-menu.js";
import { fileStem } from "./file-stem.js";
import type { TableData } from "./table-data.js";

/** What a view can be saved as, and how to get at it when somebody does. */
export interface ExportSource {
	readonly title: string;
	readonly caption: string;
	readonly view: () => HTMLElement | null;
	readonly theme?: "light" | "dark";
	readonly table?: () => TableData;
	readonly numbers?: () => Tensor;
}

/** The files of a view: pictures always, numbers where it has a table. What writes them is loaded on first use. */
export function viewExports({ title, caption, view, theme, table, numbers }: ExportSource): ViewExport[] {
	const name = fileStem(title, "view");
	const file = (label: string, ending: string, make: ViewExport["make"]): ViewExport => ({
		label,
		fileName: name + ending,
		make,
	});
	const drawn = (): Promise<typeof import("../export/view-picture.js")> => import("../export/view-picture.js");
	const written = (): Promise<typeof import("../export/view-numbers.js")> => import("../export/view-numbers.js");
	const svg = async (): Promise<string> => (await drawn()).viewSvg(view() as HTMLElement, theme);
	const pictures = [1, 2, 3, 4].map((times) =>
		file(`PNG, ${times}×`, times === 1 ? ".png" : `@${times}x.png`, async () =>
			(await drawn()).svgToPng(await svg(), times),
		),
	);
	pictures.push(file("SVG", ".svg", async () => new Blob([await svg()], { type: "image/svg+xml" })));
	if (!table) return pictures;
	return [
		...pictures,
		file("CSV", ".csv", async () => (await written()).tableCsv(table())),
		file("JSON", ".json", async () => (await written()).tableJson(title, caption, table())),
		file("NPY", ".npy", async () => (await written()).viewNpy(numbers?.(), table())),
	];
}
