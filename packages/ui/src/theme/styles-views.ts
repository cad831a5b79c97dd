/** The families' own rules; see styles.ts. */
export const viewStyles = `
.lvlm .lvlm-read-box { position: relative; }
.lvlm .lvlm-read-out {
  position: absolute; z-index: 2; inset-block-start: 0; inset-inline-start: 0; max-width: 100%; width: max-content; padding: 3px 8px; border-radius: 6px;
  background: var(--_text); color: var(--_page); font-size: 12px; line-height: 18px; font-variant-numeric: tabular-nums; pointer-events: none;
}
.lvlm .lvlm-read-out[data-touch="true"] { font-size: 16px; line-height: 24px; padding: 6px 12px; }

.lvlm .lvlm-tokens { display: flex; flex-wrap: wrap; row-gap: 6px; max-height: 360px; padding: 3px; overflow-y: auto; font-size: 15px; line-height: 22px; }
.lvlm .lvlm-token {
  display: inline-block; min-width: 24px; min-height: 26px; padding: 2px 5px; margin-inline-end: 1px; border-radius: 4px; background: var(--_raised);
  text-align: center; cursor: pointer; overflow-wrap: anywhere; user-select: none; forced-color-adjust: none; unicode-bidi: isolate;
}
.lvlm .lvlm-token[data-gap] { margin-inline-start: 5px; }
.lvlm .lvlm-token[data-special] { font-family: var(--_mono); font-size: 12px; color: var(--_muted); }
.lvlm .lvlm-token[data-hover] { box-shadow: 0 0 0 2px var(--_page), 0 0 0 3px var(--_text); }
.lvlm .lvlm-token[aria-selected="true"] { box-shadow: 0 0 0 2px var(--_accent), inset 0 0 0 1px var(--_page); }
.lvlm .lvlm-token:focus-visible { outline-offset: 3px; z-index: 1; }
@media (forced-colors: active) {
  .lvlm .lvlm-token { border: 1px solid CanvasText; }
  .lvlm .lvlm-token[aria-selected="true"] { outline: 3px solid Highlight; }
  .lvlm .lvlm-read-out { border: 1px solid CanvasText; }
}

.lvlm .lvlm-bars { display: grid; grid-template-columns: fit-content(40%) minmax(48px, 1fr) max-content; gap: 4px 12px; align-items: center; }
.lvlm .lvlm-bars-row { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; align-items: center; min-height: 28px; }
.lvlm .lvlm-bars-name { font-size: 14px; overflow-wrap: anywhere; }
.lvlm .lvlm-bars-track { height: 8px; border-radius: 4px; background: var(--_raised); overflow: hidden; }
.lvlm .lvlm-bars-fill { display: block; height: 100%; border-radius: 4px; background: var(--_muted); }
.lvlm [data-chosen] .lvlm-bars-fill { background: var(--_accent); }
.lvlm [data-chosen] .lvlm-bars-name { font-weight: 600; }
.lvlm .lvlm-bars-value { display: flex; align-items: center; justify-content: end; gap: 8px; font-size: 13px; color: var(--_muted); }
@media (forced-colors: active) { .lvlm .lvlm-bars-track { border: 1px solid CanvasText; } .lvlm .lvlm-bars-fill { background: Highlight; forced-color-adjust: none; } }

.lvlm .lvlm-segments { display: flex; gap: 2px; }
.lvlm .lvlm-segments .lvlm-segment {
  appearance: none; flex: 1 1 24px; min-width: 24px; height: 36px; padding: 0; border: 0; border-radius: 4px; background: var(--_segment); cursor: pointer;
}
.lvlm .lvlm-segments .lvlm-segment[aria-pressed="true"], .lvlm .lvlm-segment-key[aria-pressed="true"] { box-shadow: 0 0 0 2px var(--_page), 0 0 0 4px var(--_accent); }
.lvlm .lvlm-segment-keys { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 12px; }
.lvlm .lvlm-segment-key { appearance: none; display: inline-flex; align-items: center; gap: 8px; min-height: 28px; padding: 3px 10px; border: 1px solid var(--_line); border-radius: 14px; background: none; color: var(--_text); font-size: 13px; cursor: pointer; }
.lvlm .lvlm-swatch { width: 10px; height: 10px; border-radius: 3px; background: var(--_segment); forced-color-adjust: none; }
.lvlm [data-segment="template"] { --_segment: light-dark(#aeb4c0, #5b6371); }
.lvlm [data-segment="system"] { --_segment: light-dark(#8d95a5, #7d8698); }
.lvlm [data-segment="history"] { --_segment: light-dark(#b9a6d6, #7d69a3); }
.lvlm [data-segment="image"] { --_segment: light-dark(#2f6fb5, #4d8fd6); }
.lvlm [data-segment="question"] { --_segment: light-dark(#d9962f, #d8a04a); }
.lvlm [data-segment="answer"] { --_segment: light-dark(#3f8f6b, #55ad84); }

.lvlm .lvlm-grid { width: 100%; max-width: 480px; overflow: visible; cursor: crosshair; user-select: none; border-radius: 2px; touch-action: pan-x pan-y pinch-zoom; forced-color-adjust: none; background: repeating-linear-gradient(45deg, var(--_raised) 0 4px, var(--_line) 4px 5px); }
.lvlm .lvlm-grid .lvlm-grid-layer { position: absolute; inset: 0; display: block; width: 100%; height: 100%; pointer-events: none; border-radius: 2px; }
.lvlm .lvlm-grid .lvlm-grid-cell { position: absolute; min-width: 8px; min-height: 8px; transform: translate(-50%, -50%); touch-action: none; }
.lvlm .lvlm-grid .lvlm-grid-cell:focus-visible { outline: 3px solid #fff; outline-offset: 0; box-shadow: 0 0 0 5px #000; }
@media (pointer: coarse) { .lvlm .lvlm-grid .lvlm-grid-cell { min-width: 24px; min-height: 24px; } }
.lvlm .lvlm-picker { margin: 0; padding: 0; border: 0; min-width: 0; }
.lvlm .lvlm-picker .lvlm-field { flex-wrap: wrap; }
.lvlm .lvlm-picker-value { min-width: 36px; text-align: end; color: var(--_text); }
`;
