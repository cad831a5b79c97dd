/**
 * Entry `session`: what a session file shows, links to what is looked at, and the dialog that shares them.
 *
 * @example
 * ```ts
 * import { readLink, writeLink } from "@lvlm-interpret/ui/session";
 *
 * location.hash = writeLink({ example: "planted", tokens: [151, 152], layer: 3 });
 * const { tokens, layer } = readLink(location.hash);
 * ```
 */
export { decodePng } from "./image/decode-png.js";
export type { EmbedCode } from "./session/embed-code.js";
export { embedCode } from "./session/embed-code.js";
export type { FramePart } from "./session/frame-options.js";
export type { LinkState } from "./session/link.js";
export { readLink, writeLink } from "./session/link.js";
export type { LinkContent } from "./session/link-contents.js";
export { linkContents } from "./session/link-contents.js";
export type { ShareDialogProps } from "./session/share-dialog.js";
export { ShareDialog } from "./session/share-dialog.js";
export { answerOf, pickedIn } from "./session/shown-session.js";
