import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
// @ts-expect-error: a plain script.
import { pageScript, pageScripts } from "../../packages/ui/scripts/elements-script.mjs";

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What a policy may forbid while the views work: code from text, style in pages, pictures but files as they are made. */
export const policy: string =
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src *; require-trusted-types-for 'script'";

/** A folder with an example's pages, both scripts and the example sessions, as a site serves them. */
export async function exampleFolder(
	example: string,
	files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<{ readonly folder: string; remove(): void }> {
	const folder = mkdtempSync(join(tmpdir(), "lvlm-elements-"));
	cpSync(at(`examples/${example}`), folder, { recursive: true });
	cpSync(at("apps/demo/public/examples"), folder, { recursive: true });
	for (const name of Object.keys(pageScripts)) writeFileSync(join(folder, `${name}.js`), (await built(name)).code);
	for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
	return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const made = new Map<string, Promise<{ code: string }>>();
function built(name: string): Promise<{ code: string }> {
	const script = made.get(name) ?? (pageScript(name) as Promise<{ code: string }>);
	made.set(name, script);
	return script;
}
