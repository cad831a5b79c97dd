/** The table twin's own rules, loaded with it; see styles.ts. */
export const tableStyles = `
.lvlm .lvlm-table-box { max-height: 320px; overflow: auto; border: 1px solid var(--_line); border-radius: 6px; }
.lvlm .lvlm-table { width: 100%; border-collapse: collapse; font-size: 13px; }
.lvlm .lvlm-table th { position: sticky; top: 0; background: var(--_raised); text-align: start; font-weight: 600; white-space: nowrap; padding: 2px 4px; }
.lvlm .lvlm-table td { padding: 5px 14px; border-top: 1px solid var(--_line); overflow-wrap: break-word; }
.lvlm .lvlm-table .lvlm-numeric { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
`;
