import { preset } from "@lvlm-interpret/tools/tsup";

export default preset(
	{
		index: "src/index.ts",
		tables: "src/tables.ts",
		charts: "src/charts.ts",
		graph: "src/graph.ts",
		evaluate: "src/evaluate.ts",
		controls: "src/controls.ts",
		session: "src/session.ts",
		elements: "src/elements.ts",
	},
	{ external: ["react", "react-dom"], loader: { ".css": "text" } },
);
