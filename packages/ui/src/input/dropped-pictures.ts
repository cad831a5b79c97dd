/** What somebody dropped or pasted: files, or the address of a picture on another page. */
export interface Dropped {
	readonly files: readonly File[];
	readonly address?: string;
}

/** Files first; a picture dragged from a page comes as its address. Everything that is no file is left to the reader to refuse. */
export function droppedPictures(data: Pick<DataTransfer, "files" | "getData">): Dropped {
	const files = [...data.files];
	if (files.length > 0) return { files };
	const listed = data
		.getData("text/uri-list")
		.split(/\r?\n/)
		.find((line) => line && !line.startsWith("#"));
	const source = /<img[^>]+src="([^"]+)"/i.exec(data.getData("text/html"))?.[1]?.replaceAll("&amp;", "&");
	const address = source ?? listed;
	return address ? { files, address } : { files };
}
