/** The causal family's own rules, which its views bring when they load; see styles.ts. */
export const causalStyles = `
.lvlm .lvlm-cause-scroll { overflow: auto; max-height: 720px; padding: 4px; margin: -4px; }
.lvlm .lvlm-cause-graph { position: relative; margin-inline: auto; zoom: var(--_zoom); }
.lvlm .lvlm-view[data-exporting] .lvlm-cause-graph { zoom: 1; }
.lvlm .lvlm-cause-photo { position: absolute; inset-block-start: 0; inset-inline-start: 0; width: 100%; display: block; border-radius: 4px; opacity: 0.55; forced-color-adjust: none; }
.lvlm .lvlm-cause-edges { position: absolute; inset: 0; display: block; overflow: visible; pointer-events: none; color: var(--_text); }
.lvlm .lvlm-cause-line { fill: none; stroke: currentColor; stroke-width: 1.5px; }
.lvlm .lvlm-cause-halo { fill: none; stroke: var(--_page); stroke-width: 4.5px; }
.lvlm .lvlm-cause-arrow { fill: currentColor; stroke: none; }
.lvlm .lvlm-cause-circle { fill: var(--_page); stroke: currentColor; stroke-width: 1.5px; }
.lvlm .lvlm-cause-graph[data-some] .lvlm-cause-edge:not([data-near]) { opacity: 0.3; }
.lvlm .lvlm-cause-edge[data-near] { color: var(--_accent); }
.lvlm .lvlm-cause-edge[data-near] .lvlm-cause-line { stroke-width: 2.5px; }
.lvlm .lvlm-cause-node {
  position: absolute; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 1px; transform: translate(-50%, -50%); padding: 2px 6px; border: 1px solid var(--_control);
  border-radius: 6px; background: var(--_page); color: var(--_text); font-size: 13px; line-height: 18px; cursor: pointer; user-select: none; unicode-bidi: isolate;
}
.lvlm .lvlm-cause-node span { max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.lvlm .lvlm-cause-node[data-patch] { padding: 2px; font-size: 11px; line-height: 14px; color: var(--_muted); }
.lvlm .lvlm-cause-node[data-pinned] { padding: 0; border-radius: 2px; border-color: #000; background: none; box-shadow: inset 0 0 0 1px #fff; }
.lvlm .lvlm-cause-node[data-within] { border: 2px solid var(--_accent); background: var(--_tint); }
.lvlm .lvlm-cause-node[data-pinned][data-within] { border: 2px solid #000; background: none; box-shadow: inset 0 0 0 2px #fff, 0 0 0 2px #fff; }
.lvlm .lvlm-cause-node[data-target] { border: 1px solid var(--_text); box-shadow: inset 0 0 0 2px var(--_page), inset 0 0 0 3px var(--_text); font-weight: 600; }
.lvlm .lvlm-cause-node[data-hover] { background: var(--_raised); }
.lvlm .lvlm-cause-node[aria-selected="true"] { background: var(--_tint); box-shadow: 0 0 0 3px var(--_accent); }
.lvlm .lvlm-cause-node:focus-visible { z-index: 1; outline-offset: 3px; }
.lvlm .lvlm-cause-thumb { display: block; flex: none; width: 36px; height: 36px; border-radius: 3px; forced-color-adjust: none; }
.lvlm .lvlm-cause-keys { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 12px; line-height: 16px; color: var(--_muted); }
.lvlm .lvlm-cause-keys li { display: inline-flex; align-items: center; gap: 6px; }
.lvlm .lvlm-cause-sample { display: block; flex: none; color: var(--_text); }
.lvlm .lvlm-cause-key { flex: none; width: 18px; height: 12px; border: 1px solid var(--_text); border-radius: 3px; background: var(--_page); }
.lvlm .lvlm-cause-key[data-target] { box-shadow: inset 0 0 0 2px var(--_page), inset 0 0 0 3px var(--_text); }
.lvlm .lvlm-cause-key[data-within] { border: 2px solid var(--_accent); background: var(--_tint); }
.lvlm .lvlm-cause-fold {
  position: absolute; inset-block-start: 50%; inset-inline-end: -22px; width: 24px; height: 24px; transform: translateY(-50%); border: 1px solid var(--_control); border-radius: 12px; background: var(--_page);
  color: var(--_text); font-size: 15px; font-weight: 600; line-height: 22px; text-align: center;
}
.lvlm .lvlm-cause-fold:hover { background: var(--_raised); }
.lvlm .lvlm-cause-radius { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr)); gap: 16px; align-items: start; }
.lvlm .lvlm-cause-stage { position: relative; width: 100%; max-width: 420px; border-radius: 4px; overflow: hidden; forced-color-adjust: none; }
.lvlm .lvlm-cause-stage canvas { position: absolute; inset: 0; display: block; width: 100%; height: 100%; }
.lvlm .lvlm-cause-lit { position: absolute; border: 1px solid #000; box-shadow: inset 0 0 0 1px #fff; cursor: pointer; }
.lvlm .lvlm-cause-lit[data-picked] { box-shadow: inset 0 0 0 3px #fff, 0 0 0 2px #fff, 0 0 0 3px #000; }
.lvlm .lvlm-cause-lit span { position: absolute; inset-block-start: 0; inset-inline-start: 0; min-width: 14px; padding: 0 3px; background: #000; color: #fff; font-size: 11px; line-height: 14px; text-align: center; }
.lvlm .lvlm-cause-side { display: grid; gap: 12px; min-width: 0; }
.lvlm .lvlm-cause-members { display: flex; flex-wrap: wrap; gap: 6px; max-height: 280px; overflow: auto; padding: 3px; margin: -3px; }
.lvlm .lvlm-cause-members .lvlm-cause-member {
  appearance: none; display: inline-flex; align-items: center; gap: 8px; min-height: 32px; padding: 3px 10px; border: 1px solid var(--_line); border-radius: 6px; background: var(--_page); color: var(--_text);
  font-size: 13px; line-height: 18px; cursor: pointer; unicode-bidi: isolate; overflow-wrap: anywhere; text-align: start;
}
.lvlm .lvlm-cause-members .lvlm-cause-member:hover { background: var(--_raised); }
.lvlm .lvlm-cause-members .lvlm-cause-member[aria-pressed="true"] { background: var(--_tint); box-shadow: 0 0 0 2px var(--_accent); }
.lvlm .lvlm-cause-member .lvlm-cause-thumb { width: 28px; height: 28px; margin-inline-start: -4px; }
.lvlm .lvlm-cause-member .lvlm-muted { font-size: 12px; white-space: nowrap; }
.lvlm .lvlm-cause-checks { display: grid; gap: 8px; font-size: 13px; line-height: 18px; }
.lvlm .lvlm-cause-check { padding: 8px 12px; border: 1px solid var(--_line); border-radius: 6px; }
.lvlm .lvlm-cause-check-name { font-weight: 600; margin-bottom: 4px; overflow-wrap: anywhere; }
.lvlm .lvlm-cause-check li { display: flex; flex-wrap: wrap; gap: 0 12px; }
.lvlm .lvlm-cause-check li + li { margin-top: 4px; }
.lvlm .lvlm-cause-outcome { min-width: 96px; overflow-wrap: anywhere; }
.lvlm [data-changed] > .lvlm-cause-outcome { font-weight: 600; }
.lvlm .lvlm-cause-heads { display: grid; grid-template-columns: max-content minmax(64px, 240px) max-content minmax(0, 1fr); gap: 2px 12px; max-height: 440px; overflow-y: auto; padding: 3px; margin: -3px; }
.lvlm .lvlm-cause-heads li { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; }
.lvlm .lvlm-cause-heads .lvlm-cause-head {
  appearance: none; display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; align-items: center; min-height: 28px; padding: 2px 6px; border: 0; border-radius: 4px; background: none; color: var(--_text);
  font-size: 13px; line-height: 18px; text-align: start; cursor: pointer;
}
.lvlm .lvlm-cause-heads .lvlm-cause-head:hover { background: var(--_raised); }
.lvlm .lvlm-cause-heads .lvlm-cause-head[aria-pressed="true"] { background: var(--_tint); }
.lvlm .lvlm-cause-head[aria-pressed="true"] .lvlm-cause-head-name { font-weight: 600; }
.lvlm .lvlm-cause-track { position: relative; display: block; height: 10px; border-radius: 3px; background: var(--_raised); box-shadow: inset 0 0 0 1px var(--_line); forced-color-adjust: none; }
.lvlm .lvlm-cause-track span { position: absolute; inset-block: 0; inset-inline-start: 0; display: block; border-radius: 3px; background: var(--_accent); }
.lvlm .lvlm-cause-track::after { content: ""; position: absolute; inset-block: -2px; inset-inline-start: 50%; width: 1px; background: var(--_muted); }
@container (max-width: 520px) {
  .lvlm .lvlm-cause-heads { grid-template-columns: max-content minmax(48px, 1fr) max-content; }
  .lvlm .lvlm-cause-head > .lvlm-muted { grid-column: 1 / -1; }
}
.lvlm .lvlm-cause-controls { display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px; padding: 12px 16px; border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_page); }
.lvlm .lvlm-cause-picks { display: flex; flex-wrap: wrap; align-items: center; gap: 2px; margin: 0; padding: 0; border: 0; min-width: 0; font-size: 13px; color: var(--_muted); }
.lvlm .lvlm-cause-picks > span { margin-inline-end: 8px; }
.lvlm .lvlm-cause-settings { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); gap: 12px 24px; }
.lvlm .lvlm-cause-setting { display: grid; grid-template-columns: minmax(0, 1fr) 84px; align-items: center; gap: 2px 10px; font-size: 13px; color: var(--_text); }
.lvlm .lvlm-cause-setting label { grid-column: 1 / -1; }
.lvlm .lvlm-cause-setting .lvlm-range { width: 100%; min-width: 0; }
.lvlm .lvlm-cause-number { width: 84px; height: 28px; padding: 0 6px; border: 1px solid var(--_control); border-radius: 6px; background: var(--_page); color: var(--_text); font-size: 13px; }
.lvlm .lvlm-cause-shown { text-align: end; }
.lvlm .lvlm-cause-hint { grid-column: 1 / -1; font-size: 12px; line-height: 16px; color: var(--_muted); }
.lvlm .lvlm-cause-run.lvlm-button { padding: 4px 16px; background: var(--_accent); color: var(--_on-accent); font-weight: 600; }
.lvlm .lvlm-cause-run.lvlm-button:hover { background: var(--_accent); color: var(--_on-accent); text-decoration: underline; }
@media (forced-colors: active) {
  .lvlm .lvlm-cause-track { border: 1px solid CanvasText; }
  .lvlm .lvlm-cause-track span { background: Highlight; }
  .lvlm .lvlm-cause-head[aria-pressed="true"], .lvlm .lvlm-cause-member[aria-pressed="true"] { outline: 2px solid Highlight; outline-offset: -2px; }
  .lvlm .lvlm-cause-node[data-within] { border: 3px double CanvasText; }
  .lvlm .lvlm-cause-node[data-target] { outline: 2px solid CanvasText; outline-offset: -4px; }
  .lvlm .lvlm-cause-node[aria-selected="true"] { outline: 3px solid Highlight; }
  .lvlm .lvlm-cause-edge[data-near] { color: Highlight; }
}
`;
