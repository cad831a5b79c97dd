/**
 * Entry `session`: the bar of a session with its files, what a session file shows, links to what is looked at, and the dialog that
 * shares them.
 *
 * @example
 * ```tsx
 * import { readLink, SessionBar, sessionExports, ShareDialog, writeLink } from "@lvlm-interpret/ui/session";
 *
 * location.hash = writeLink({ example: "planted", tokens: [151, 152], layer: 3 });
 * const { tokens, layer } = readLink(location.hash);
 *
 * <SessionBar name={name} onOpen={open} onSave={save} onShare={() => setSharing(true)} exports={sessionExports({ name, session })} />
 * <ShareDialog isOpen={isSharing} onClose={() => setSharing(false)} state={state} />;
 * ```
 */
export { saveFile } from "./export/save-file.js";
export { decodePng } from "./image/decode-png.js";
export { base64 } from "./session/base64.js";
export type { EmbedCode } from "./session/embed-code.js";
export { embedCode } from "./session/embed-code.js";
export type { FramePart } from "./session/frame-options.js";
export type { LinkState } from "./session/link.js";
export { readLink, writeLink } from "./session/link.js";
export type { LinkContent } from "./session/link-contents.js";
export { linkContents } from "./session/link-contents.js";
export type { RecentSession } from "./session/recent-sessions.js";
export type { SessionBarProps } from "./session/session-bar.js";
export { SessionBar } from "./session/session-bar.js";
export type { SessionExportSource } from "./session/session-exports.js";
export { sessionExports } from "./session/session-exports.js";
export { sessionFailure } from "./session/session-failure.js";
export type { ShareDialogProps } from "./session/share-dialog.js";
export { ShareDialog } from "./session/share-dialog.js";
export { answerOf, pickedIn } from "./session/shown-session.js";
