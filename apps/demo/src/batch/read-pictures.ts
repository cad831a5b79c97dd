import { type BatchItem, batchItem } from "./item.js";

const pictureName = /\.(png|jpe?g|webp|gif|bmp|avif)$/i;

/** The pictures among files, by their names. */
export function picturesOf(files: readonly File[]): File[] {
	const collator = new Intl.Collator("en", { numeric: true });
	return files
		.filter(({ type, name }) => type.startsWith("image/") || pictureName.test(name))
		.sort((a, b) => collator.compare(pathOf(a), pathOf(b)));
}

/** A file's path below the folder that was chosen, or its name. */
export function pathOf(file: File): string {
	const [, ...below] = file.webkitRelativePath.split("/");
	return below.length > 0 ? below.join("/") : file.name;
}

/** Every question about every picture: all questions of one picture come together. Empty lines are left out. */
export function pictureItems(files: readonly File[], questions: string): BatchItem[] {
	const lines = questions
		.split("\n")
		.map((line) => line.trim())
		.filter(Boolean);
	return picturesOf(files).flatMap((file) =>
		lines.map((question) => batchItem({ image: pathOf(file), picture: file, question })),
	);
}
