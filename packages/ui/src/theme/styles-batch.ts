/** The batch table's own rules; see styles.ts. */
export const batchStyles = `
.lvlm .lvlm-batch { position: relative; overflow: auto; border: 1px solid var(--_line); border-radius: 6px; font-size: 13px; line-height: 18px; overscroll-behavior: contain; }
.lvlm .lvlm-batch-rows { position: relative; }
.lvlm .lvlm-batch-row { display: grid; align-items: stretch; }
.lvlm .lvlm-batch-rows .lvlm-batch-row { position: absolute; inset-block-start: 0; inset-inline: 0; height: 52px; border-top: 1px solid var(--_line); background: var(--_page); cursor: pointer; }
.lvlm .lvlm-batch-rows .lvlm-batch-row:hover { background: var(--_raised); }
.lvlm .lvlm-batch-rows .lvlm-batch-row[aria-selected="true"] { background: var(--_tint); box-shadow: inset 3px 0 0 var(--_accent); }
.lvlm .lvlm-batch-head { position: sticky; z-index: 2; inset-block-start: 0; height: 40px; background: var(--_raised); font-weight: 600; cursor: pointer; user-select: none; }
.lvlm .lvlm-batch-cell { display: flex; align-items: center; min-width: 0; padding: 4px 10px; }
.lvlm .lvlm-batch-cell:focus-visible { outline-offset: -2px; }
@container (min-width: 720px) { .lvlm .lvlm-batch-cell[data-cell="0"] { position: sticky; z-index: 1; inset-inline-start: 0; background: inherit; } }
.lvlm .lvlm-batch-numeric { justify-content: flex-end; font-variant-numeric: tabular-nums; }
.lvlm .lvlm-batch-arrow { min-width: 14px; text-align: center; color: var(--_accent); }
.lvlm .lvlm-batch-text { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; overflow-wrap: anywhere; unicode-bidi: isolate; }
.lvlm .lvlm-batch-file { overflow-wrap: normal; text-overflow: ellipsis; }
.lvlm .lvlm-batch-picture { display: flex; align-items: center; gap: 8px; min-width: 0; }
.lvlm .lvlm-batch-picture canvas { flex: none; display: block; width: 40px; height: 40px; object-fit: cover; border-radius: 3px; background: var(--_raised); forced-color-adjust: none; }
.lvlm .lvlm-batch-share { display: grid; gap: 3px; width: 100%; text-align: end; }
.lvlm .lvlm-batch-bar { display: block; height: 4px; border-radius: 2px; background: var(--_line); overflow: hidden; }
.lvlm .lvlm-batch-bar span { display: block; height: 100%; background: var(--_accent); }
.lvlm .lvlm-batch-match[data-match="false"], .lvlm .lvlm-batch-failure { color: var(--_error); }
.lvlm .lvlm-batch-match[data-match="false"] { font-weight: 600; }
.lvlm .lvlm-batch-tags { display: flex; flex-wrap: wrap; gap: 2px 4px; max-height: 44px; overflow: hidden; }
.lvlm .lvlm-batch-tag { padding: 0 6px; border-radius: 9px; background: var(--_tint); color: var(--_text); font-size: 12px; line-height: 18px; overflow-wrap: anywhere; unicode-bidi: isolate; }
.lvlm .lvlm-batch-add { color: var(--_muted); font-size: 12px; text-decoration: underline dotted; text-underline-offset: 3px; }
.lvlm .lvlm-batch-status { display: inline-flex; align-items: center; gap: 6px; }
.lvlm .lvlm-batch-status::before { content: ""; flex: none; width: 8px; height: 8px; border-radius: 4px; box-sizing: border-box; border: 2px solid var(--_control); }
.lvlm .lvlm-batch-status[data-status="done"]::before { background: var(--_accent); border-color: var(--_accent); }
.lvlm .lvlm-batch-status[data-status="running"]::before { border-color: var(--_accent); }
.lvlm .lvlm-batch-status[data-status="failed"]::before { background: var(--_error); border-color: var(--_error); border-radius: 1px; }
.lvlm .lvlm-batch-status[data-status="stopped"]::before { border-radius: 1px; }
.lvlm .lvlm-batch-input, .lvlm .lvlm-batch-find { min-width: 0; height: 30px; padding: 0 8px; border: 1px solid var(--_control); border-radius: 6px; background: var(--_page); color: var(--_text); font-size: 13px; }
.lvlm .lvlm-batch-input { width: 100%; }
.lvlm .lvlm-batch-find { width: 200px; max-width: 100%; }
.lvlm .lvlm-batch-find::placeholder { color: var(--_muted); opacity: 1; }
.lvlm .lvlm-batch-about { display: grid; gap: 2px; font-size: 12px; line-height: 16px; color: var(--_muted); }
.lvlm .lvlm-batch-about div { display: flex; flex-wrap: wrap; gap: 0 8px; }
.lvlm .lvlm-batch-about dt { font-weight: 600; }
@media (forced-colors: active) {
  .lvlm .lvlm-batch-rows .lvlm-batch-row[aria-selected="true"] { outline: 2px solid Highlight; outline-offset: -2px; }
  .lvlm .lvlm-batch-bar span, .lvlm .lvlm-batch-status::before { background: CanvasText; forced-color-adjust: none; }
}
`;
