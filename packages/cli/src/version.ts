import { createRequire } from "node:module";

// The same two levels up from `src` and from `dist`.
const manifest = createRequire(import.meta.url)("../package.json") as { version: string };

/** Version of this package. */
export const version: string = manifest.version;
