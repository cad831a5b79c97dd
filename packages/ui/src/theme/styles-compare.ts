/** The rules of comparisons and the history; see styles.ts. */
export const compareStyles = `
.lvlm .lvlm-board { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; }
.lvlm .lvlm-differ { width: 100%; max-width: 880px; table-layout: fixed; border-collapse: collapse; font-size: 13px; line-height: 20px; }
.lvlm .lvlm-differ th, .lvlm .lvlm-differ td { padding: 6px 12px 6px 0; border-top: 1px solid var(--_line); text-align: start; vertical-align: top; font-weight: 400; overflow-wrap: anywhere; unicode-bidi: isolate; }
.lvlm .lvlm-differ thead th, .lvlm .lvlm-differ thead td { border-top: 0; vertical-align: bottom; }
.lvlm .lvlm-differ tbody th { color: var(--_muted); }
.lvlm .lvlm-differ tbody td { font-weight: 600; }
.lvlm .lvlm-differ .lvlm-differ-number td { font-weight: 400; }
.lvlm .lvlm-run-name { display: inline-flex; flex-wrap: wrap; align-items: center; gap: 8px; font-weight: 600; }
.lvlm .lvlm-run-name canvas { display: block; width: 72px; max-width: 100%; border-radius: 4px; forced-color-adjust: none; }
.lvlm .lvlm-differ-same { margin-top: 8px; }
.lvlm .lvlm-lane-words { display: flex; flex-wrap: wrap; gap: 6px 4px; max-height: 420px; margin-top: 16px; padding: 4px; overflow-y: auto; font-size: 15px; line-height: 22px; }
.lvlm .lvlm-lane-place { position: relative; display: grid; gap: 1px; min-width: 44px; padding: 3px 7px; border-radius: 6px; background: var(--_raised); text-align: center; cursor: pointer; user-select: none; }
.lvlm .lvlm-lane-place:hover { box-shadow: 0 0 0 1px var(--_control); }
.lvlm .lvlm-lane-place[aria-selected="true"] { background: var(--_tint); box-shadow: 0 0 0 2px var(--_accent); }
.lvlm .lvlm-lane-place[data-same="false"] .lvlm-lane-word { font-weight: 600; text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: 3px; }
.lvlm .lvlm-lane-word { overflow-wrap: anywhere; unicode-bidi: isolate; }
.lvlm .lvlm-lane-place .lvlm-lane-word[data-missing] { color: var(--_muted); text-decoration: none; font-weight: 400; }
.lvlm .lvlm-lane-change { font-size: 12px; line-height: 16px; color: var(--_muted); }
.lvlm .lvlm-history { overflow: auto; border: 1px solid var(--_line); border-radius: 6px; overscroll-behavior: contain; }
.lvlm .lvlm-history-rows { position: relative; }
.lvlm .lvlm-history-row { position: absolute; inset-block-start: 0; inset-inline: 0; display: flex; align-items: center; gap: 2px 6px; min-height: 52px; box-sizing: border-box; padding: 4px 8px; border-bottom: 1px solid var(--_line); cursor: pointer; }
.lvlm .lvlm-history-row:hover { background: var(--_raised); }
.lvlm .lvlm-history-row[aria-selected="true"] { background: var(--_tint); box-shadow: inset 3px 0 0 var(--_accent); }
.lvlm .lvlm-history-row:focus-visible { outline-offset: -2px; }
.lvlm .lvlm-history-fold { flex: none; display: grid; place-items: center; width: 28px; height: 28px; border-radius: 6px; color: var(--_muted); }
.lvlm .lvlm-history-fold[data-open]:hover { background: var(--_line); }
.lvlm .lvlm-history-fold svg { display: block; width: 14px; height: 14px; fill: none; stroke: currentColor; stroke-width: 1.5; }
.lvlm .lvlm-history-text { flex: 1; display: grid; min-width: 0; }
.lvlm .lvlm-history-name, .lvlm .lvlm-history-detail { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 1; overflow: hidden; overflow-wrap: anywhere; unicode-bidi: isolate; }
.lvlm .lvlm-history-name { font-weight: 600; }
.lvlm .lvlm-history-detail { font-size: 13px; line-height: 18px; color: var(--_muted); }
@container (max-width: 479px) { .lvlm .lvlm-history-row:not([tabindex="0"]) .lvlm-view-tools { display: none; } .lvlm .lvlm-history-row[tabindex="0"] { flex-wrap: wrap; } .lvlm .lvlm-history-row[tabindex="0"] .lvlm-history-text { flex-basis: calc(100% - 40px); } .lvlm .lvlm-history-row .lvlm-view-tools { margin-inline-start: 8px; } .lvlm .lvlm-history-row .lvlm-button { padding: 3px 6px; font-size: 12px; } }
@media (forced-colors: active) {
  .lvlm .lvlm-history-row[aria-selected="true"] { outline: 2px solid Highlight; outline-offset: -2px; }
  .lvlm .lvlm-lane-place { border: 1px solid CanvasText; }
  .lvlm .lvlm-lane-place[aria-selected="true"] { outline: 3px solid Highlight; }
}
`;
