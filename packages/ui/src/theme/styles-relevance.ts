/** The relevance family's own rules, which its views bring when they load; see styles.ts. */
export const relevanceStyles = `
.lvlm .lvlm-stacked { display: grid; grid-template-columns: fit-content(34%) minmax(64px, 1fr) max-content; gap: 2px 12px; max-height: 440px; max-width: 760px; padding: 3px; margin: -3px; overflow-y: auto; }
.lvlm .lvlm-stacked-row { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; align-items: center; }
.lvlm .lvlm-stacked-row .lvlm-stacked-button {
  appearance: none; display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; align-items: center; min-height: 28px; padding: 2px 6px; margin: 0; border: 0; border-radius: 4px;
  background: none; color: var(--_text); font-size: 14px; line-height: 20px; text-align: start; cursor: pointer;
}
.lvlm .lvlm-stacked-row .lvlm-stacked-button:hover { background: var(--_raised); }
.lvlm .lvlm-stacked-row .lvlm-stacked-button[aria-pressed="true"] { background: var(--_tint); font-weight: 600; }
.lvlm .lvlm-stacked-name { overflow-wrap: anywhere; }
.lvlm .lvlm-stacked-track { display: flex; gap: 1px; height: 14px; min-width: 0; border-radius: 3px; overflow: hidden; forced-color-adjust: none; }
.lvlm .lvlm-stacked-track span { display: block; height: 100%; background: var(--_segment); }
.lvlm .lvlm-stacked-value { font-size: 13px; color: var(--_muted); text-align: end; }
.lvlm .lvlm-part-keys { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 12px; line-height: 16px; color: var(--_muted); }
.lvlm .lvlm-part-keys span { display: inline-flex; align-items: center; gap: 6px; }
.lvlm .lvlm-inputs { display: grid; grid-template-columns: 32px fit-content(40%) minmax(48px, 1fr) max-content; gap: 2px 12px; max-width: 640px; }
.lvlm .lvlm-inputs .lvlm-stacked-row { min-height: 36px; }
.lvlm .lvlm-input-thumb { display: block; width: 32px; height: 32px; border-radius: 3px; forced-color-adjust: none; }
.lvlm .lvlm-input-fill { display: block; height: 100%; border-radius: 3px; background: var(--_segment); }
.lvlm .lvlm-panel { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; }
.lvlm .lvlm-panel-pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 360px), 1fr)); gap: 16px; align-items: start; }
.lvlm .lvlm-map-picker { display: grid; grid-template-columns: minmax(0, 1fr); gap: 8px; padding: 12px 16px; border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_page); }
.lvlm .lvlm-caution { display: block; max-width: 76ch; padding: 8px 12px; border-inline-start: 3px solid light-dark(#b7791f, #d8a04a); background: var(--_raised); font-size: 13px; line-height: 20px; color: var(--_text); }
@media (forced-colors: active) {
  .lvlm .lvlm-stacked-row .lvlm-stacked-button[aria-pressed="true"] { outline: 2px solid Highlight; outline-offset: -2px; }
  .lvlm .lvlm-stacked-track { border: 1px solid CanvasText; }
  .lvlm .lvlm-caution { border: 1px solid CanvasText; }
}
`;
