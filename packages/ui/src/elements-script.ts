import { defineLvlmElements } from "./elements/define-elements.js";

// The one file that pages without a bundler load: see scripts/elements-script.mjs.
defineLvlmElements();
