import { controlStyles } from "./styles-controls.js";

/** The session family's own rules; see styles.ts. */
export const sessionStyles: string = `${controlStyles}
.lvlm .lvlm-dialog {
  width: min(600px, calc(100vw - 24px)); max-width: none; max-height: calc(100dvh - 24px); margin: auto; padding: 0; overflow: auto; overscroll-behavior: contain;
  border: 1px solid var(--_line); border-radius: 12px; background: var(--_page); color: var(--_text); box-shadow: 0 12px 48px rgb(0 0 0 / 0.28);
}
.lvlm .lvlm-dialog::backdrop { background: rgb(12 15 20 / 0.45); }
.lvlm .lvlm-dialog-body, .lvlm .lvlm-share { display: grid; grid-template-columns: minmax(0, 1fr); gap: 14px; }
.lvlm .lvlm-dialog-body { padding: 18px 20px 20px; }
.lvlm .lvlm-dialog-head { display: flex; align-items: center; justify-content: space-between; gap: 12px; }
.lvlm .lvlm-dialog-part { display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px; padding-top: 14px; border-top: 1px solid var(--_line); }
.lvlm .lvlm-copy { display: grid; grid-template-columns: minmax(0, 1fr); gap: 6px; }
.lvlm .lvlm-copy-label { font-size: 13px; line-height: 20px; color: var(--_text); }
.lvlm .lvlm-copy .lvlm-read-only { resize: none; overflow-y: auto; }
.lvlm .lvlm-contents { display: grid; grid-template-columns: minmax(0, 1fr); gap: 6px; }
.lvlm .lvlm-note { display: flex; align-items: flex-start; gap: 8px; max-width: 72ch; font-size: 13px; line-height: 20px; color: var(--_text); overflow-wrap: anywhere; }
.lvlm .lvlm-note .lvlm-glyph { margin-top: 2px; color: var(--_muted); }
.lvlm .lvlm-note[data-included="true"] .lvlm-glyph { color: var(--_accent); }
.lvlm .lvlm-frame-options { display: flex; flex-wrap: wrap; gap: 8px 12px; }
.lvlm .lvlm-frame-parts { display: flex; flex-wrap: wrap; gap: 2px 16px; min-width: 0; margin: 0; padding: 0; border: 0; }
.lvlm .lvlm-frame-parts legend { width: 100%; padding: 0; font-size: 13px; line-height: 20px; color: var(--_muted); }
.lvlm .lvlm-check { display: inline-flex; align-items: center; gap: 8px; min-height: 28px; font-size: 13px; cursor: pointer; }
.lvlm .lvlm-check input { width: 16px; height: 16px; margin: 0; accent-color: var(--_accent); }
.lvlm .lvlm-session { position: relative; display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px; border-radius: var(--_radius); }
.lvlm .lvlm-session[data-over] { outline: 2px dashed var(--_accent); outline-offset: 4px; }
.lvlm .lvlm-session-bar { position: relative; display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 8px 16px; padding: 10px 12px; border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_page); }
.lvlm .lvlm-session-name { flex: 1 1 240px; display: flex; flex-wrap: wrap; align-items: center; gap: 2px 12px; min-width: 0; }
.lvlm .lvlm-session-title { min-width: 0; font-size: 15px; line-height: 24px; font-weight: 600; overflow-wrap: anywhere; }
.lvlm .lvlm-session-title.lvlm-text { flex: 0 1 auto; field-sizing: content; min-width: min(200px, 100%); max-width: 100%; margin-inline-start: -10px; border-color: transparent; font-weight: 600; text-overflow: ellipsis; }
.lvlm .lvlm-session-title.lvlm-text:hover { border-color: var(--_line); }
.lvlm .lvlm-session-title.lvlm-text:focus { border-color: var(--_control); }
.lvlm .lvlm-saved { display: inline-flex; align-items: center; gap: 6px; }
.lvlm .lvlm-unsaved { flex: none; width: 8px; height: 8px; border-radius: 4px; background: var(--_accent); forced-color-adjust: none; }
.lvlm .lvlm-menu:has(> .lvlm-recent) { position: static; }
.lvlm .lvlm-recent { inset-inline-end: 12px; width: max-content; max-width: min(320px, calc(100% - 24px)); max-height: 320px; overflow: auto; }
.lvlm .lvlm-recent .lvlm-button { display: grid; justify-items: start; gap: 0; width: 100%; text-align: start; overflow-wrap: anywhere; }
.lvlm .lvlm-drop-here {
  position: absolute; z-index: 4; inset: 0; display: grid; place-items: center; min-height: 52px; border-radius: var(--_radius); background: color-mix(in oklab, var(--_tint) 92%, transparent);
  color: var(--_accent); font-weight: 600; pointer-events: none;
}
@media (pointer: coarse) { .lvlm .lvlm-check, .lvlm .lvlm-switch { min-height: 40px; } }
@media (forced-colors: active) { .lvlm .lvlm-dialog { border-color: CanvasText; } }
`;
