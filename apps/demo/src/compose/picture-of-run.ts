import type { InputImage } from "@lvlm-interpret/ui/controls";
import type { Opened } from "../document/opened.js";

/** The picture of a run, as one that a person gave: to be edited, or asked about again. */
export function inputImageOf({ picture, run }: Pick<Opened, "picture" | "run">): InputImage | undefined {
	if (!picture) return undefined;
	const { width, height } = picture;
	return { id: `run-${run.id}`, name: "The picture of this run", source: "browse", picture, width, height };
}
