// `:where()` keeps the reset at the weight of one class: above every element rule of a host, below every rule of ours.
export const foundationStyles = `
.lvlm {
  all: initial;
  color-scheme: light dark;
  --_page: var(--lvlm-background, light-dark(#ffffff, #15181d));
  --_raised: var(--lvlm-surface, light-dark(#f5f6f8, #1d2128));
  --_text: var(--lvlm-text, light-dark(#1b1f27, #e8eaee));
  --_muted: var(--lvlm-muted, light-dark(#565d6b, #a3abb9));
  --_line: var(--lvlm-border, light-dark(#dfe2e8, #343a45));
  --_control: var(--lvlm-control, light-dark(#868d9b, #737b8a));
  --_accent: var(--lvlm-accent, light-dark(#2457c5, #8fb4ff));
  --_on-accent: var(--lvlm-on-accent, light-dark(#ffffff, #10131a));
  --_tint: var(--lvlm-tint, light-dark(#e9effc, #222e49));
  --_error: var(--lvlm-error, light-dark(#a3231c, #ff9a90));
  --_font: var(--lvlm-font, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif);
  --_mono: var(--lvlm-mono, ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace);
  --_radius: 8px;
  display: block;
  box-sizing: border-box;
  direction: ltr;
  unicode-bidi: isolate;
  font: 400 14px/20px var(--_font);
  color: var(--_text);
  background: var(--_page);
  text-align: start;
  overflow-wrap: break-word;
  -webkit-text-size-adjust: 100%;
  container-type: inline-size;
}
.lvlm[data-theme="light"] { color-scheme: light; }
.lvlm[data-theme="dark"] { color-scheme: dark; }
.lvlm :where(*:not(svg *, canvas)) { all: revert; direction: inherit; unicode-bidi: revert; box-sizing: border-box; }
.lvlm :where(canvas) { all: revert; box-sizing: border-box; }
.lvlm :where(p, h2, h3, figure, dl, dd, ul, ol) { margin: 0; padding: 0; }
.lvlm :where(ul, ol) { list-style: none; }
.lvlm :where(button, input, select) { font: inherit; color: inherit; letter-spacing: inherit; margin: 0; }
.lvlm :where([hidden]) { display: none; }
.lvlm :where(:focus-visible) { outline: 2px solid var(--_accent); outline-offset: 2px; }
.lvlm .lvlm-hidden {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.lvlm .lvlm-number { font-variant-numeric: tabular-nums; }
.lvlm .lvlm-muted { color: var(--_muted); }

.lvlm .lvlm-button {
  appearance: none; display: inline-flex; align-items: center; justify-content: center; gap: 6px;
  min-width: 28px; min-height: 28px; padding: 3px 10px; border: 1px solid transparent; border-radius: 6px;
  background: transparent; color: var(--_muted); font-size: 13px; line-height: 20px; cursor: pointer;
}
.lvlm .lvlm-button:hover { background: var(--_raised); color: var(--_text); }
.lvlm .lvlm-button[aria-pressed="true"], .lvlm .lvlm-button[aria-expanded="true"] { background: var(--_tint); color: var(--_accent); }
.lvlm .lvlm-button:disabled { opacity: 0.5; cursor: default; }
.lvlm .lvlm-button.lvlm-icon { padding: 3px; }
.lvlm .lvlm-button svg { display: block; width: 16px; height: 16px; fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }

.lvlm .lvlm-segmented { display: inline-flex; margin: 0; border: 0; min-width: 0; gap: 2px; padding: 2px; border-radius: 8px; background: var(--_raised); }
.lvlm .lvlm-segmented .lvlm-button { min-height: 26px; padding: 2px 10px; }
.lvlm .lvlm-segmented .lvlm-button[aria-pressed="true"] { background: var(--_page); color: var(--_text); border-color: var(--_line); }

.lvlm .lvlm-field { display: inline-flex; align-items: center; gap: 8px; min-width: 0; max-width: 100%; font-size: 13px; color: var(--_muted); }
.lvlm .lvlm-select {
  appearance: none; height: 30px; padding: 0 28px 0 10px; border: 1px solid var(--_control); border-radius: 6px; color: var(--_text);
  background: linear-gradient(45deg, transparent 50%, var(--_muted) 50%) calc(100% - 15px) 13px / 5px 5px no-repeat,
    linear-gradient(135deg, var(--_muted) 50%, transparent 50%) calc(100% - 10px) 13px / 5px 5px no-repeat, var(--_page);
  font-size: 13px; min-width: 0; max-width: 100%; text-overflow: ellipsis;
}
.lvlm .lvlm-range { width: 112px; height: 24px; accent-color: var(--_accent); }

.lvlm .lvlm-view {
  display: flex; flex-direction: column; gap: 12px; min-width: 0; overflow-x: clip; padding: 16px; background: var(--_page);
  border: 1px solid var(--_line); border-radius: var(--_radius);
}
.lvlm .lvlm-view-head { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; }
.lvlm .lvlm-view-title { flex: 1 1 auto; font-size: 15px; line-height: 24px; font-weight: 600; letter-spacing: -0.005em; }
.lvlm .lvlm-view-tools { display: flex; gap: 2px; margin-inline-end: -4px; }
.lvlm .lvlm-view-bar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; }
.lvlm .lvlm-view-body { position: relative; min-width: 0; }
.lvlm .lvlm-view[data-exporting] * { max-height: none; overflow: visible; transition: none; }
.lvlm .lvlm-caption { max-width: 76ch; color: var(--_muted); font-size: 13px; line-height: 20px; text-wrap: pretty; }
.lvlm .lvlm-view:fullscreen { border: 0; border-radius: 0; padding: 24px; overflow: auto; }

.lvlm .lvlm-state {
  display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 8px; min-height: 112px; padding: 16px;
  border: 1px dashed var(--_line); border-radius: 6px; color: var(--_muted); text-align: center; font-size: 13px;
}
.lvlm .lvlm-state[data-status="error"] { border-style: solid; border-color: var(--_error); color: var(--_error); }
.lvlm .lvlm-state strong { font-weight: 600; }
.lvlm .lvlm-progress { appearance: none; width: 160px; height: 4px; border-radius: 2px; overflow: hidden; background: var(--_line); }
.lvlm .lvlm-progress::-webkit-progress-bar { background: var(--_line); }
.lvlm .lvlm-progress::-webkit-progress-value { background: var(--_accent); }
.lvlm .lvlm-progress::-moz-progress-bar { background: var(--_accent); }
.lvlm .lvlm-partial { display: flex; align-items: center; gap: 10px; font-size: 12px; color: var(--_muted); }

.lvlm .lvlm-menu { position: relative; }
.lvlm .lvlm-menu-list {
  position: absolute; z-index: 3; inset-block-start: calc(100% + 4px); inset-inline-end: 0; display: grid; min-width: 168px; padding: 4px;
  border: 1px solid var(--_line); border-radius: 8px; background: var(--_page); box-shadow: 0 6px 20px rgb(0 0 0 / 0.16);
}
.lvlm .lvlm-menu-list .lvlm-button { justify-content: flex-start; color: var(--_text); }

.lvlm .lvlm-legend { display: grid; gap: 4px; width: 240px; max-width: 100%; font-size: 12px; line-height: 16px; color: var(--_muted); }
.lvlm .lvlm-legend-strip { position: relative; height: 10px; border-radius: 2px; forced-color-adjust: none; }
.lvlm .lvlm-legend-strip canvas { display: block; width: 100%; height: 100%; border-radius: 2px; }
.lvlm .lvlm-legend-marker { position: absolute; top: -3px; bottom: -3px; width: 2px; margin-left: -1px; background: var(--_text); box-shadow: 0 0 0 1px var(--_page); }
.lvlm .lvlm-legend-ticks { position: relative; height: 16px; }
.lvlm .lvlm-legend-ticks span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
.lvlm .lvlm-legend-ticks span:first-child { transform: none; }
.lvlm .lvlm-legend-ticks span:last-child { transform: translateX(-100%); }

@media (prefers-reduced-motion: no-preference) {
  .lvlm .lvlm-button { transition: background-color 120ms, color 120ms; }
}
@media (forced-colors: active) {
  .lvlm .lvlm-button[aria-pressed="true"], .lvlm .lvlm-button[aria-expanded="true"] { outline: 2px solid Highlight; outline-offset: -2px; }
  .lvlm .lvlm-view { border-color: CanvasText; }
  .lvlm .lvlm-button { border-color: ButtonText; }
}
`;
