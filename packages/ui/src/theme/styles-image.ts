/** The image family's own rules, which its views bring when they load; see styles.ts. */
export const imageStyles = `
.lvlm .lvlm-stage { position: relative; width: 100%; max-width: 720px; overflow: hidden; border-radius: 4px; background: var(--_raised); touch-action: pan-x pan-y; cursor: grab; user-select: none; }
.lvlm .lvlm-stage:active { cursor: grabbing; }
.lvlm .lvlm-stage canvas { position: absolute; inset: 0; display: block; width: 100%; height: 100%; pointer-events: none; }
.lvlm .lvlm-stage:focus-visible { outline-offset: 3px; }
.lvlm .lvlm-zoom { min-width: 48px; text-align: center; font-size: 13px; line-height: 28px; color: var(--_muted); }
.lvlm .lvlm-lines { position: absolute; inset: 0; pointer-events: none;
  background: repeating-linear-gradient(to right, rgb(255 255 255 / 0.55) 0 1px, transparent 1px var(--_across)), repeating-linear-gradient(to bottom, rgb(255 255 255 / 0.55) 0 1px, transparent 1px var(--_down)); }
.lvlm .lvlm-thumbs { display: flex; flex-wrap: wrap; gap: 8px; }
.lvlm .lvlm-thumbs[data-frames] { flex-wrap: nowrap; overflow-x: auto; padding: 4px; margin: -4px; }
.lvlm .lvlm-thumbs .lvlm-thumb-button {
  appearance: none; position: relative; flex: 0 0 auto; display: grid; gap: 4px; width: 112px; padding: 5px; border: 1px solid var(--_line); border-radius: 6px; background: var(--_page);
  color: var(--_text); font-size: 12px; line-height: 16px; text-align: start; cursor: pointer;
}
.lvlm .lvlm-thumbs .lvlm-thumb-button:hover { background: var(--_raised); }
.lvlm .lvlm-thumbs .lvlm-thumb-button[aria-pressed="true"] { border-color: var(--_accent); box-shadow: 0 0 0 1px var(--_accent); }
.lvlm .lvlm-thumb-picture { position: relative; display: block; width: 100%; border-radius: 3px; overflow: hidden; background: var(--_raised); }
.lvlm .lvlm-thumb-picture canvas { position: absolute; inset: 0; display: block; width: 100%; height: 100%; }
.lvlm .lvlm-thumb-bar { display: block; height: 4px; border-radius: 2px; background: var(--_raised); overflow: hidden; }
.lvlm .lvlm-thumb-bar span { display: block; height: 100%; background: var(--_accent); }
.lvlm .lvlm-thumb-name { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 6px; overflow-wrap: anywhere; }
.lvlm .lvlm-tiles { display: grid; gap: 3px; max-width: 360px; }
.lvlm .lvlm-tiles .lvlm-thumb-button { width: auto; min-width: 0; padding: 3px; }
.lvlm .lvlm-tile-view { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; }
@container (min-width: 720px) { .lvlm .lvlm-tile-view { grid-template-columns: minmax(200px, 340px) minmax(0, 480px); align-items: start; } }
.lvlm .lvlm-words { position: relative; }
.lvlm .lvlm-words .lvlm-grid { max-width: none; background: none; }
.lvlm .lvlm-word-name { position: absolute; padding-top: 2px; font-size: 12px; line-height: 16px; white-space: nowrap; text-align: center; pointer-events: none; transform: translateX(-50%); color: var(--_text); }
.lvlm .lvlm-sinks { display: grid; gap: 4px; margin-top: 12px; }
.lvlm .lvlm-sink { display: flex; align-items: baseline; gap: 8px; min-height: 24px; font-size: 13px; color: var(--_text); }
.lvlm .lvlm-sink span { color: var(--_muted); }
.lvlm .lvlm-sink input { flex: none; width: 16px; height: 16px; accent-color: var(--_accent); align-self: center; }
.lvlm .lvlm-pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr)); gap: 16px; max-width: 976px; }
.lvlm .lvlm-pair-name { margin-bottom: 6px; font-size: 13px; color: var(--_muted); }
.lvlm .lvlm-pair-legend { margin-top: 12px; }
.lvlm .lvlm-swipe { width: min(100%, 480px); }
.lvlm .lvlm-keys { width: 100%; max-width: 480px; border-collapse: collapse; font-size: 13px; }
.lvlm .lvlm-keys td, .lvlm .lvlm-keys th { padding: 5px 8px 5px 0; border-top: 1px solid var(--_line); text-align: start; font-weight: 400; }
.lvlm .lvlm-key { display: inline-block; min-width: 24px; padding: 1px 6px; border: 1px solid var(--_control); border-radius: 4px; font-family: var(--_mono); font-size: 12px; line-height: 18px; text-align: center; }
@media (forced-colors: active) {
  .lvlm .lvlm-thumbs .lvlm-thumb-button[aria-pressed="true"] { outline: 3px solid Highlight; }
  .lvlm .lvlm-thumb-bar span { background: Highlight; forced-color-adjust: none; }
  .lvlm .lvlm-stage, .lvlm .lvlm-thumb-picture { forced-color-adjust: none; }
}
`;
