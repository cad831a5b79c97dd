import { defineLvlmElements } from "./elements/define-elements.js";

// The script of pages without a bundler, made by scripts/elements-script.mjs. What it exports is in `lvlmElements`.
export { openSession } from "./elements/open-session.js";

defineLvlmElements();
