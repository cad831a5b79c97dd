/** What a file's first bytes say it is. */
export interface FileKind {
	/** For a message: "an HEIC photo". */
	readonly name: string;
	/** Whether models read such files themselves. */
	readonly isForModels: boolean;
	/** What to do where a browser cannot read it. */
	readonly advice: string;
}

const again = "It is damaged or cut off: fetch or export it again.";
const asJpeg = "Save or export it as JPEG or PNG, and give that.";

function ascii(bytes: Uint8Array, start: number, end: number): string {
	return String.fromCharCode(...bytes.subarray(start, end));
}

const heic = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];

/**
 * What a file is, by its first bytes; names and types that browsers give are not to be relied on.
 *
 * @param head  At least the first 64 bytes, or all.
 */
export function fileKind(head: Uint8Array): FileKind {
	const kind = (name: string, advice: string, isForModels = false): FileKind => ({ name, advice, isForModels });
	if (head.length === 0) return kind("an empty file", "Choose a file that has content.");
	if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return kind("a JPEG picture", again, true);
	if (ascii(head, 0, 8) === "\x89PNG\r\n\x1a\n") return kind("a PNG picture", again, true);
	if (ascii(head, 0, 4) === "GIF8") return kind("a GIF picture", again, true);
	if (ascii(head, 0, 4) === "RIFF" && ascii(head, 8, 12) === "WEBP") return kind("a WebP picture", again, true);
	if (ascii(head, 4, 8) === "ftyp") {
		const brand = ascii(head, 8, 12);
		if (brand === "avif" || brand === "avis") return kind("an AVIF picture", asJpeg);
		if (heic.includes(brand)) {
			return kind("an HEIC photo", `${asJpeg} iPhones do so under Settings, Camera, Formats, “Most Compatible”.`);
		}
		return kind("a film", "Give one picture of it: a screenshot, for instance.");
	}
	if (/^(II\*\0|MM\0\*)/.test(ascii(head, 0, 4))) return kind("a TIFF or raw photo", asJpeg);
	if (ascii(head, 0, 2) === "BM") return kind("a BMP picture", asJpeg);
	if (ascii(head, 0, 4) === "8BPS") return kind("a Photoshop file", asJpeg);
	if (ascii(head, 0, 5) === "%PDF-")
		return kind("a PDF", "Give one page of it as a picture: a screenshot, for instance.");
	const text = ascii(head, 0, 64).trimStart().toLowerCase();
	if (text.startsWith("<svg") || text.startsWith("<?xml")) {
		return kind("a drawing (SVG)", "Export it as PNG, at the size that the model should see.");
	}
	if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
		return kind("a web page", "Open it, and save the picture that is on it.");
	}
	return kind("no picture that this browser knows", "Give a JPEG, PNG, WebP or GIF.");
}
