import { foundationStyles } from "./styles-foundation.js";
import { viewStyles } from "./styles-views.js";

/**
 * The style sheet of all views. Every rule is below `.lvlm`, so nothing leaks out; lengths are pixels, so that the host's font
 * size changes nothing; what a host sheet does to elements is rolled back by `all: revert`, whose selector outweighs any number
 * of element names. Hosts theme by the custom properties `--lvlm-*`.
 */
export const styles: string = `${foundationStyles}\n${viewStyles}`;
