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
@media (forced-colors: active) {
  .lvlm .lvlm-cause-node[data-within] { border: 3px double CanvasText; }
  .lvlm .lvlm-cause-node[data-target] { outline: 2px solid CanvasText; outline-offset: -4px; }
  .lvlm .lvlm-cause-node[aria-selected="true"] { outline: 3px solid Highlight; }
  .lvlm .lvlm-cause-edge[data-near] { color: Highlight; }
}
`;
