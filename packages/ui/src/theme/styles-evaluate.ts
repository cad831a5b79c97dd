/** The evaluate family's own rules, which its views bring when they load; see styles.ts. */
export const evaluateStyles = `
.lvlm .lvlm-badge { display: grid; gap: 8px; padding: 12px 16px; border: 1px solid var(--_line); border-inline-start: 4px solid var(--_grade, var(--_control)); border-radius: var(--_radius); background: var(--_page); font-size: 13px; line-height: 20px; color: var(--_text); }
.lvlm .lvlm-badge > p { max-width: 76ch; color: var(--_muted); text-wrap: pretty; }
.lvlm .lvlm-badge[data-grade="better"] { --_grade: light-dark(#2d7d59, #58b487); }
.lvlm .lvlm-badge[data-grade="worse"], .lvlm .lvlm-badge[data-grade="independent"] { --_grade: light-dark(#b7791f, #d8a04a); }
.lvlm .lvlm-badge .lvlm-badge-head { appearance: none; display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 12px; padding: 0; border: 0; border-radius: 4px; background: none; color: var(--_text); font-size: 13px; line-height: 20px; text-align: start; }
.lvlm .lvlm-badge .lvlm-badge-open { cursor: pointer; }
.lvlm .lvlm-badge-number { font-size: 20px; line-height: 28px; font-weight: 600; }
.lvlm .lvlm-badge-grade { font-weight: 600; }
.lvlm .lvlm-badge-what { color: var(--_muted); }
.lvlm .lvlm-badge-fold { color: var(--_accent); text-decoration: underline; text-underline-offset: 2px; }
.lvlm .lvlm-badge-button.lvlm-button { border-color: var(--_control); color: var(--_text); }
.lvlm .lvlm-curve-view { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; max-width: 1080px; }
@container (min-width: 640px) { .lvlm .lvlm-curve-view[data-pictured] { grid-template-columns: minmax(0, 1fr) minmax(160px, 28%); align-items: center; } }
.lvlm .lvlm-curves { display: block; cursor: ew-resize; touch-action: pan-y; user-select: none; }
.lvlm .lvlm-curve-grid { fill: none; stroke: var(--_line); stroke-width: 1px; }
.lvlm .lvlm-curve-tick { fill: var(--_muted); font: 12px var(--_font); }
.lvlm .lvlm-curve-band { fill: var(--_muted); opacity: 0.22; }
.lvlm .lvlm-curve-mean { fill: none; stroke: var(--_muted); stroke-width: 1px; stroke-dasharray: 2 3; }
.lvlm .lvlm-curve-cursor { fill: none; stroke: var(--_muted); stroke-width: 1px; }
.lvlm .lvlm-curve-line { fill: none; stroke: var(--_accent); stroke-width: 2px; }
.lvlm .lvlm-curve-dot { fill: var(--_accent); stroke: none; }
.lvlm [data-order="insertion"] .lvlm-curve-line { stroke: light-dark(#a75b00, #e0a45e); stroke-dasharray: 7 4; }
.lvlm [data-order="insertion"] .lvlm-curve-dot { fill: light-dark(#a75b00, #e0a45e); }
.lvlm .lvlm-curve-now { fill: none; stroke: var(--_text); stroke-width: 2px; }
.lvlm .lvlm-curve-keys { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 12px; line-height: 16px; color: var(--_muted); }
.lvlm .lvlm-curve-keys li { display: inline-flex; align-items: center; gap: 6px; }
.lvlm .lvlm-curve-keys svg { display: block; flex: none; }
.lvlm .lvlm-curve-slider.lvlm-range { width: 160px; }
.lvlm .lvlm-removed { position: relative; width: 100%; max-width: 320px; border-radius: 4px; overflow: hidden; forced-color-adjust: none; }
.lvlm .lvlm-removed canvas { position: absolute; inset: 0; display: block; width: 100%; height: 100%; }
.lvlm .lvlm-agreement-box { overflow-x: auto; padding: 4px; margin: -4px; }
.lvlm .lvlm-agreement { border-collapse: separate; border-spacing: 2px; font-size: 13px; line-height: 18px; }
.lvlm .lvlm-agreement th { padding: 2px 8px; font-weight: 500; color: var(--_muted); text-align: center; min-width: 72px; max-width: 140px; overflow-wrap: break-word; }
.lvlm .lvlm-agreement th[scope="row"] { text-align: end; }
.lvlm .lvlm-agreement td { padding: 0; }
.lvlm .lvlm-agreement .lvlm-agreement-cell { appearance: none; width: 100%; min-width: 60px; height: 36px; padding: 0 8px; border: 0; border-radius: 4px; background: var(--_raised); color: var(--_text); font-size: 13px; text-align: center; forced-color-adjust: none; }
.lvlm .lvlm-agreement .lvlm-agreement-cell:enabled { cursor: pointer; }
.lvlm .lvlm-agreement .lvlm-agreement-cell[aria-pressed="true"] { box-shadow: 0 0 0 2px var(--_page), 0 0 0 4px var(--_accent); }
.lvlm .lvlm-sanity { display: grid; gap: 14px; max-width: 760px; }
.lvlm .lvlm-sanity-row { display: flex; align-items: flex-start; gap: 16px; }
.lvlm .lvlm-sanity-thumb { position: relative; flex: none; width: 96px; height: 96px; border-radius: 4px; overflow: hidden; background: var(--_raised); forced-color-adjust: none; }
.lvlm .lvlm-sanity-thumb canvas { position: absolute; inset: 0; display: block; width: 100%; height: 100%; }
.lvlm .lvlm-sanity-text { display: grid; gap: 4px; min-width: 0; flex: 1; font-size: 13px; line-height: 18px; }
.lvlm .lvlm-sanity-name { font-weight: 600; }
.lvlm .lvlm-sanity-outcome { margin-inline-start: 8px; padding: 1px 8px; border: 1px solid var(--_control); border-radius: 10px; font-size: 12px; font-weight: 500; white-space: nowrap; }
.lvlm .lvlm-sanity-outcome[data-outcome="failed"] { border-color: var(--_error); color: var(--_error); }
.lvlm .lvlm-sanity-track { position: relative; display: block; height: 8px; max-width: 320px; border-radius: 4px; background: var(--_raised); box-shadow: inset 0 0 0 1px var(--_line); forced-color-adjust: none; }
.lvlm .lvlm-sanity-track span { position: absolute; inset-block: 0; inset-inline-start: 0; border-radius: 4px; background: var(--_accent); }
.lvlm .lvlm-sanity-track i { position: absolute; inset-block: -3px; width: 2px; margin-left: -1px; background: var(--_text); }
.lvlm .lvlm-sanity-cascade { display: grid; gap: 6px; max-width: 760px; margin-top: 18px; font-size: 13px; line-height: 18px; }
.lvlm .lvlm-sanity-cascade ol { display: grid; gap: 4px; margin: 0; padding: 0; list-style: none; }
.lvlm .lvlm-sanity-cascade li { display: grid; grid-template-columns: minmax(7em, 15em) minmax(60px, 320px) 3.5em; gap: 12px; align-items: center; }
.lvlm .lvlm-sanity-cascade .lvlm-number { text-align: end; }
@container (max-width: 420px) { .lvlm .lvlm-sanity-row { flex-direction: column; gap: 8px; } }
@media (forced-colors: active) {
  .lvlm .lvlm-badge { border-inline-start-color: CanvasText; }
  .lvlm .lvlm-agreement .lvlm-agreement-cell[aria-pressed="true"] { outline: 3px solid Highlight; }
  .lvlm .lvlm-curve-line, .lvlm [data-order="insertion"] .lvlm-curve-line { stroke: CanvasText; }
  .lvlm .lvlm-curve-dot, .lvlm [data-order="insertion"] .lvlm-curve-dot { fill: CanvasText; }
}
`;
