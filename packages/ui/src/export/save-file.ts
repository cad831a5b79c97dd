/** Has the browser save a file. */
export function saveFile(blob: Blob, fileName: string): void {
	const url = URL.createObjectURL(blob);
	const link = document.createElement("a");
	link.href = url;
	link.download = fileName;
	link.click();
	// The browser reads the address after the click returns.
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
