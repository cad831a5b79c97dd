import { controlStyles } from "./styles-controls.js";

/** The run family's own rules; see styles.ts. */
export const runStyles: string = `${controlStyles}
.lvlm .lvlm-conversation-title { min-width: 0; font-size: 14px; line-height: 24px; font-weight: 600; }
.lvlm .lvlm-turns { max-height: 560px; overflow-y: auto; border-radius: 6px; }
.lvlm .lvlm-turn-list { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; }
.lvlm .lvlm-turn { display: grid; grid-template-columns: minmax(0, 1fr); gap: 6px; padding: 12px; border: 1px solid var(--_line); border-radius: var(--_radius); }
.lvlm .lvlm-turn[data-analysed] { border-color: var(--_accent); box-shadow: inset 3px 0 0 var(--_accent); }
.lvlm .lvlm-turn-question { display: flex; align-items: flex-start; gap: 4px 12px; min-width: 0; }
.lvlm .lvlm-turn-question .lvlm-turn-text { flex: 1 1 0; max-width: none; font-weight: 600; }
.lvlm .lvlm-turn-text { min-width: 0; max-width: 76ch; font-size: 15px; line-height: 24px; white-space: pre-wrap; overflow-wrap: anywhere; }
.lvlm .lvlm-turn-pictures { flex: none; display: flex; flex-wrap: wrap; gap: 4px; max-width: 148px; }
.lvlm .lvlm-turn-pictures canvas { display: block; width: 72px; height: 72px; object-fit: cover; border-radius: 6px; forced-color-adjust: none; }
.lvlm .lvlm-turn-answer { display: grid; grid-template-columns: minmax(0, 1fr); gap: 4px; }
.lvlm .lvlm-turn-tools { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; }
.lvlm .lvlm-turn-tools .lvlm-button { border-color: var(--_line); }
.lvlm .lvlm-turn-editor { flex: 1 1 auto; display: grid; gap: 8px; min-width: 0; }
.lvlm .lvlm-turn-editor .lvlm-text { resize: vertical; }
.lvlm .lvlm-caret { display: inline-block; width: 2px; height: 1em; margin-inline-start: 2px; vertical-align: -0.12em; background: var(--_accent); }
.lvlm .lvlm-phases { display: grid; max-width: 640px; grid-template-columns: 16px minmax(0, 1fr) max-content; gap: 10px 10px; }
.lvlm .lvlm-phases[hidden] { display: none; }
.lvlm .lvlm-phase { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; gap: 2px 10px; align-items: center; font-size: 13px; color: var(--_muted); }
.lvlm .lvlm-phase-sign { display: grid; place-items: center; grid-row: span 2; align-self: start; height: 20px; }
.lvlm .lvlm-phase[data-state="failed"] .lvlm-phase-sign { color: var(--_error); }
.lvlm .lvlm-phase-dot { width: 8px; height: 8px; border-radius: 4px; background: var(--_accent); }
.lvlm .lvlm-phase-name { font-size: 14px; color: var(--_text); }
.lvlm .lvlm-phase[data-state="running"] .lvlm-phase-name { font-weight: 600; }
.lvlm .lvlm-phase-amount { text-align: end; color: var(--_text); }
.lvlm .lvlm-phase-time { grid-column: 3; text-align: end; min-height: 18px; }
.lvlm .lvlm-phase-bar { grid-column: 2; grid-row: 2; width: 100%; }
.lvlm .lvlm-phase-detail { grid-column: 2 / -1; overflow-wrap: anywhere; font-size: 12px; }
.lvlm .lvlm-run { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; }
.lvlm .lvlm-run-main { min-width: 104px; min-height: 34px; }
.lvlm .lvlm-device-box { position: relative; display: inline-block; max-width: 100%; }
.lvlm .lvlm-device { max-width: 100%; text-align: start; overflow-wrap: anywhere; border-color: var(--_line); border-radius: 14px; color: var(--_text); }
.lvlm .lvlm-device-more {
  position: absolute; z-index: 3; inset-block-start: calc(100% + 6px); inset-inline-start: 0; display: grid; gap: 10px; width: max-content; max-width: min(320px, calc(100vw - 32px)); padding: 12px 14px;
  border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_page); box-shadow: 0 6px 20px rgb(0 0 0 / 0.16);
}
.lvlm .lvlm-facts { display: grid; gap: 4px; font-size: 13px; }
.lvlm .lvlm-facts div { display: flex; justify-content: space-between; gap: 16px; }
.lvlm .lvlm-facts dt { color: var(--_muted); }
.lvlm .lvlm-facts dd { text-align: end; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.lvlm .lvlm-missing { display: grid; gap: 4px; font-size: 13px; }
.lvlm .lvlm-missing li { display: flex; gap: 8px; }
.lvlm .lvlm-missing .lvlm-glyph { height: 20px; }
.lvlm .lvlm-status { display: grid; grid-template-columns: minmax(0, 1fr); gap: 8px; }
.lvlm .lvlm-status:empty { display: none; }
.lvlm .lvlm-message { display: flex; align-items: flex-start; gap: 10px; padding: 10px 8px 10px 12px; border: 1px solid var(--_line); border-inline-start: 3px solid var(--_control); border-radius: 6px; background: var(--_page); color: var(--_text); }
.lvlm .lvlm-message[data-kind="error"] { border-inline-start-color: var(--_error); }
.lvlm .lvlm-message[data-kind="warning"] { border-inline-start-color: light-dark(#b7791f, #d8a04a); }
.lvlm .lvlm-message > .lvlm-glyph { margin-top: 2px; color: var(--_muted); }
.lvlm .lvlm-message[data-kind="error"] > .lvlm-glyph { color: var(--_error); }
.lvlm .lvlm-message-text { flex: 1 1 auto; display: grid; gap: 4px; min-width: 0; overflow-wrap: anywhere; }
.lvlm .lvlm-message-text .lvlm-tools { margin-inline-start: -10px; }
@media (prefers-reduced-motion: no-preference) {
  .lvlm .lvlm-caret { animation: lvlm-blink 1s steps(2) infinite; }
  @keyframes lvlm-blink { 50% { opacity: 0; } }
}
@media (forced-colors: active) {
  .lvlm .lvlm-turn[data-analysed] { outline: 3px solid Highlight; outline-offset: -3px; }
  .lvlm .lvlm-phase-dot, .lvlm .lvlm-caret { background: Highlight; forced-color-adjust: none; }
}
`;
