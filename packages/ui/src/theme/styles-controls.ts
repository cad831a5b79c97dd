/** What all controls share beyond the sheet of all views; each family of controls puts its own rules behind it. */
export const controlStyles = `
.lvlm .lvlm-glyph { display: block; flex: none; width: 16px; height: 16px; fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.lvlm .lvlm-control { display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px; min-width: 0; margin: 0; padding: 0; border: 0; }
.lvlm .lvlm-control:focus-visible { outline-offset: 6px; border-radius: 4px; }
.lvlm .lvlm-control-title { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 12px; font-size: 14px; line-height: 24px; font-weight: 600; color: var(--_text); overflow-wrap: anywhere; }
.lvlm .lvlm-control-title .lvlm-button:not(.lvlm-primary) { font-weight: 400; }
.lvlm .lvlm-tools { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; min-width: 0; }
.lvlm .lvlm-outlined { border-color: var(--_control); color: var(--_text); background: var(--_page); }
.lvlm .lvlm-primary { border-color: var(--_accent); background: var(--_accent); color: var(--_on-accent); font-weight: 600; }
.lvlm .lvlm-primary:hover { background: color-mix(in oklab, var(--_accent) 88%, var(--_text)); color: var(--_on-accent); }
.lvlm .lvlm-primary:disabled { border-color: transparent; background: var(--_raised); color: var(--_muted); opacity: 1; }
.lvlm .lvlm-text {
  appearance: none; flex: 1 1 160px; min-width: 0; width: 100%; min-height: 32px; margin: 0; padding: 5px 10px; border: 1px solid var(--_control); border-radius: 6px;
  background: var(--_page); color: var(--_text); font: 400 14px/20px var(--_font); text-align: start; letter-spacing: normal;
}
.lvlm .lvlm-text::placeholder { color: var(--_muted); opacity: 1; }
.lvlm .lvlm-text:disabled { background: var(--_raised); color: var(--_muted); }
.lvlm .lvlm-text[aria-invalid="true"] { border-color: var(--_error); }
.lvlm .lvlm-hint { max-width: 72ch; font-size: 13px; line-height: 18px; color: var(--_muted); text-wrap: pretty; overflow-wrap: anywhere; }
.lvlm .lvlm-hint[data-kind="error"] { color: var(--_error); }
.lvlm .lvlm-problem {
  display: flex; align-items: flex-start; justify-content: space-between; gap: 8px; padding: 8px 8px 8px 12px; border-inline-start: 3px solid var(--_error); border-radius: 0 6px 6px 0;
  background: var(--_raised); font-size: 13px; line-height: 20px; color: var(--_text); overflow-wrap: anywhere;
}
.lvlm .lvlm-code { font-family: var(--_mono); font-size: 13px; white-space: pre-wrap; overflow-wrap: anywhere; }
.lvlm .lvlm-read-only { display: block; resize: vertical; background: var(--_raised); font: 400 13px/20px var(--_mono); }
.lvlm .lvlm-switch { display: inline-flex; align-items: center; gap: 10px; min-height: 28px; font-size: 14px; color: var(--_text); cursor: pointer; }
.lvlm .lvlm-switch input {
  appearance: none; flex: none; position: relative; width: 34px; height: 20px; border: 1px solid var(--_control); border-radius: 10px; background: var(--_raised); cursor: pointer;
}
.lvlm .lvlm-switch input::before { content: ""; position: absolute; top: 3px; left: 3px; width: 12px; height: 12px; border-radius: 6px; background: var(--_control); }
.lvlm .lvlm-switch input:checked { border-color: var(--_accent); background: var(--_accent); }
.lvlm .lvlm-switch input:checked::before { left: 17px; background: var(--_on-accent); }
.lvlm .lvlm-switch input:disabled { opacity: 0.5; cursor: default; }
.lvlm .lvlm-number-fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 240px), 1fr)); gap: 14px 24px; }
.lvlm .lvlm-number-field { display: grid; grid-template-columns: minmax(0, 1fr) 92px; gap: 4px 12px; align-items: center; align-content: start; }
.lvlm .lvlm-number-label { grid-column: 1 / -1; font-size: 13px; line-height: 20px; color: var(--_text); }
.lvlm .lvlm-number-field .lvlm-range { width: 100%; margin: 0; }
.lvlm .lvlm-number-field .lvlm-hint { grid-column: 1 / -1; font-size: 12px; line-height: 16px; }
.lvlm .lvlm-number-field .lvlm-number:only-of-type { grid-column: 1 / -1; }
.lvlm .lvlm-stops { display: grid; max-width: 520px; gap: 6px; }
.lvlm .lvlm-chip { display: inline-flex; align-items: center; gap: 2px; min-height: 28px; padding-inline-start: 10px; border: 1px solid var(--_line); border-radius: 14px; background: var(--_raised); }
.lvlm .lvlm-cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 8px; }
.lvlm .lvlm-card { display: grid; grid-template-columns: minmax(0, 1fr); align-content: start; border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_page); }
.lvlm .lvlm-card[data-picked] { border-color: var(--_accent); box-shadow: 0 0 0 1px var(--_accent); }
.lvlm .lvlm-card-choice { display: flex; align-items: flex-start; gap: 10px; padding: 10px 12px; cursor: pointer; }
.lvlm .lvlm-card-choice[data-disabled] { cursor: default; }
.lvlm .lvlm-card-choice[data-disabled] .lvlm-card-name { color: var(--_muted); }
.lvlm .lvlm-card-choice input { flex: none; width: 16px; height: 16px; margin: 2px 0 0; accent-color: var(--_accent); }
.lvlm .lvlm-card-text { display: grid; gap: 2px; min-width: 0; }
.lvlm .lvlm-card-name { font-weight: 600; color: var(--_text); overflow-wrap: anywhere; }
.lvlm .lvlm-card-about { display: grid; gap: 2px; }
.lvlm .lvlm-card-reason { color: var(--_error); }
.lvlm .lvlm-card-more { display: grid; gap: 6px; justify-items: start; padding: 0 12px 10px 38px; }
.lvlm .lvlm-card-more:empty { display: none; }
.lvlm .lvlm-card-more .lvlm-tools .lvlm-button:first-child { margin-inline-start: -10px; }
.lvlm .lvlm-link { color: var(--_accent); font-size: 13px; line-height: 20px; text-decoration: underline; text-underline-offset: 2px; overflow-wrap: anywhere; }
.lvlm .lvlm-link + .lvlm-button { margin-inline-start: 6px; }
@media (pointer: coarse) { .lvlm .lvlm-button, .lvlm .lvlm-text { min-height: 40px; min-width: 40px; } }
@media (forced-colors: active) {
  .lvlm .lvlm-card[data-picked] { outline: 3px solid Highlight; outline-offset: -3px; }
  .lvlm .lvlm-primary { border: 2px solid ButtonText; }
  .lvlm .lvlm-switch input:checked { background: Highlight; forced-color-adjust: none; }
  .lvlm .lvlm-problem { border: 1px solid CanvasText; border-inline-start-width: 4px; }
}
`;
