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
	const svg = async (): Promise<string> => {
		const { viewSvg } = await import("../export/view-picture.js");
		return viewSvg(view() as HTMLElement, theme);
	};
	const pictures: ViewExport[] = [1, 2, 3, 4].map((times) => ({
		label: `PNG, ${times}×`,
		fileName: times === 1 ? `${name}.png` : `${name}@${times}x.png`,
		make: async () => (await import("../export/view-picture.js")).svgToPng(await svg(), times),
	}));
	pictures.push({
		label: "SVG",
		fileName: `${name}.svg`,
		make: async () => new Blob([await svg()], { type: "image/svg+xml" }),
	});
	if (!table) return pictures;
	const load = (): Promise<typeof import("../export/view-numbers.js")> => import("../export/view-numbers.js");
	return [
		...pictures,
		{ label: "CSV", fileName: `${name}.csv`, make: async () => (await load()).tableCsv(table()) },
		{ label: "JSON", fileName: `${name}.json`, make: async () => (await load()).tableJson(title, caption, table()) },
		{ label: "NPY", fileName: `${name}.npy`, make: async () => (await load()).viewNpy(numbers?.(), table()) },
	];
}
