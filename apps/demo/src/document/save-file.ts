/** Hands bytes to the browser as a file. */
export function saveFile(name: string, bytes: Uint8Array<ArrayBuffer> | string, type: string): void {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(new Blob([bytes], { type }));
	link.download = name;
	link.click();
	// The browser reads it after this task.
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
