import type { WeightTable } from "../safetensors/weight-table.js";

/**
 * Names a model: SHA-256, hex, of config.json as it is and of one line a weight, sorted by name:
 * `name dtype [shape] file offset byteLength`. The weights themselves are not read (they may be hundreds of gigabytes).
 */
export async function fingerprint(configText: string, weights: WeightTable): Promise<string> {
	const lines = [...weights.values()]
		.map((one) => `${one.name} ${one.storedDType} [${one.shape.join(",")}] ${one.file} ${one.offset} ${one.byteLength}`)
		.sort();
	const text = new TextEncoder().encode([configText, ...lines].join("\n"));
	const digest = await globalThis.crypto.subtle.digest("SHA-256", text);
	return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
