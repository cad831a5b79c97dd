/** The attention family's own rules, which its views bring when they load; see styles.ts. */
export const attentionStyles = `
.lvlm .lvlm-matrix { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 6px; }
.lvlm .lvlm-matrix > .lvlm-axis-name { grid-column: 2; justify-self: center; }
.lvlm .lvlm-matrix > .lvlm-grid { max-width: none; }
.lvlm .lvlm-axis-name { font-size: 12px; line-height: 16px; color: var(--_muted); }
.lvlm .lvlm-axis { position: relative; grid-column: 2; height: 16px; font-size: 11px; line-height: 16px; color: var(--_muted); font-variant-numeric: tabular-nums; }
.lvlm .lvlm-axis span { position: absolute; white-space: nowrap; transform: translateX(-50%); }
.lvlm .lvlm-axis[data-axis="row"] { grid-column: 1; width: 44px; height: auto; }
.lvlm .lvlm-axis[data-axis="row"] span { inset-inline-end: 0; transform: translateY(-50%); }
.lvlm .lvlm-cell-number { position: absolute; transform: translate(-50%, -50%); font-size: 12px; line-height: 14px; font-variant-numeric: tabular-nums; white-space: nowrap; pointer-events: none; }
@container (max-width: 480px) { .lvlm .lvlm-matrix .lvlm-cell-number { display: none; } }
.lvlm .lvlm-matrix-line { position: absolute; background: var(--_page); pointer-events: none; }
.lvlm .lvlm-matrix-line[data-axis="row"] { inset-inline: 0; height: 4px; margin-top: -2px; }
.lvlm .lvlm-matrix-line[data-axis="column"] { inset-block: 0; width: 4px; margin-left: -2px; }
.lvlm .lvlm-head-strip { max-width: 960px; }
@container (max-width: 700px) { .lvlm .lvlm-dense .lvlm-cell-number { display: none; } }
@container (max-width: 520px) { .lvlm .lvlm-axis[data-dense] > :is([data-mean], [data-mean] ~ :nth-child(odd)), .lvlm .lvlm-axis[data-dense]:not(:has([data-mean])) > :nth-child(even) { display: none; } }
.lvlm .lvlm-bars-name.lvlm-button { white-space: nowrap; padding-inline: 6px; justify-content: flex-start; color: var(--_text); }
.lvlm .lvlm-crosshair { position: absolute; box-shadow: 0 0 0 0.5px rgb(255 255 255 / 0.9), 0 0 0 1.5px rgb(0 0 0 / 0.7); pointer-events: none; }
.lvlm .lvlm-crosshair[data-axis="row"] { inset-inline: 0; min-height: 1px; }
.lvlm .lvlm-crosshair[data-axis="column"] { inset-block: 0; min-width: 1px; }

.lvlm .lvlm-attention { display: grid; grid-template-columns: minmax(0, max-content) 8px minmax(0, 1fr); gap: 4px; max-width: 760px; }
.lvlm .lvlm-bands { position: relative; grid-column: 3; height: 8px; border-radius: 2px; overflow: hidden; forced-color-adjust: none; }
.lvlm .lvlm-bands[data-axis="row"] { grid-column: 2; height: auto; width: 8px; }
.lvlm .lvlm-bands span { position: absolute; inset-block: 0; background: var(--_segment); }
.lvlm .lvlm-bands[data-axis="row"] span { inset: auto 0; }
.lvlm .lvlm-band-keys { display: flex; flex-wrap: wrap; gap: 4px 14px; margin-top: 8px; font-size: 12px; color: var(--_muted); }
.lvlm .lvlm-band-keys span { display: inline-flex; align-items: center; gap: 6px; }
.lvlm .lvlm-labels { position: relative; grid-column: 1; width: 104px; font-size: 12px; line-height: 14px; color: var(--_muted); }
.lvlm .lvlm-labels > * { position: absolute; inset-inline-end: 0; max-width: 100%; transform: translateY(-50%); white-space: nowrap; }
.lvlm .lvlm-labels[data-axis="none"] { width: 0; height: 0; }
.lvlm .lvlm-labels[data-axis="column"] { grid-column: 3; width: auto; height: 84px; }
.lvlm .lvlm-labels svg { position: absolute; inset: 0; transform: none; width: 100%; height: 100%; overflow: visible; fill: var(--_muted); font-size: 12px; }
.lvlm .lvlm-attention .lvlm-grid { grid-column: 3; max-width: none; }
.lvlm .lvlm-thumb { display: inline-block; width: 14px; height: 14px; vertical-align: middle; margin-inline-start: 4px; border-radius: 2px; }
@container (max-width: 520px) { .lvlm .lvlm-labels { width: 64px; font-size: 11px; } .lvlm .lvlm-labels > :nth-child(even):not(svg), .lvlm .lvlm-labels svg > :nth-child(even) { display: none; } }

.lvlm .lvlm-gallery-box { max-height: 760px; overflow: auto; }
.lvlm .lvlm-gallery-box .lvlm-grid { max-width: none; background: none; }

.lvlm .lvlm-links { position: relative; display: grid; grid-template-columns: minmax(0, 1fr) minmax(64px, 22%) minmax(0, 1.4fr); align-items: start; max-width: 820px; }
.lvlm .lvlm-lane { display: flex; flex-direction: column; gap: 2px; min-width: 0; }
.lvlm .lvlm-lane[data-lane="to"] { grid-column: 3; }
.lvlm .lvlm-lane-name { font-size: 12px; color: var(--_muted); margin-bottom: 4px; }
.lvlm .lvlm-link-token { display: block; min-height: 24px; padding: 2px 8px; border-radius: 4px; background: var(--_raised); font-size: 14px; line-height: 20px; overflow-wrap: anywhere; }
.lvlm [data-lane="from"] .lvlm-link-token { cursor: pointer; text-align: end; }
.lvlm .lvlm-link-token[aria-selected="true"] { box-shadow: 0 0 0 2px var(--_accent); }
.lvlm .lvlm-link-token[data-hover] { box-shadow: 0 0 0 2px var(--_text); }
.lvlm .lvlm-links-canvas { color: var(--_accent); position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; }
.lvlm .lvlm-link-picture { position: relative; max-width: 280px; margin-top: 8px; }
.lvlm .lvlm-link-picture canvas { display: block; width: 100%; border-radius: 2px; }
.lvlm .lvlm-stack { display: grid; gap: 16px; }
`;
