import { controlStyles } from "./styles-controls.js";

/** The editor's own rules; see styles.ts. */
export const editorStyles: string = `${controlStyles}
.lvlm .lvlm-editor-title { font-size: 14px; line-height: 24px; font-weight: 600; }
.lvlm .lvlm-editor-tools { display: grid; grid-template-columns: minmax(0, 1fr); gap: 8px; }
.lvlm .lvlm-editor-choice { display: flex; flex-wrap: wrap; justify-self: start; max-width: 100%; }
.lvlm .lvlm-editor-options { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; min-height: 34px; }
.lvlm .lvlm-color { width: 40px; height: 28px; padding: 1px; border: 1px solid var(--_control); border-radius: 6px; background: var(--_page); cursor: pointer; }
.lvlm .lvlm-editor-stage { position: relative; margin: 0 auto; max-width: 100%; overflow: hidden; border-radius: 4px; background: var(--_raised); touch-action: none; cursor: crosshair; user-select: none; -webkit-user-select: none; forced-color-adjust: none; }
.lvlm .lvlm-editor-stage[data-tool="move"] { cursor: grab; }
.lvlm .lvlm-editor-stage[data-tool="brush"], .lvlm .lvlm-editor-stage[data-tool="erase"] { cursor: none; }
.lvlm .lvlm-editor-stage canvas { position: absolute; inset: 0; display: block; width: 100%; height: 100%; pointer-events: none; }
.lvlm .lvlm-editor-stage:focus-visible { outline-offset: 3px; }
.lvlm .lvlm-editor-foot { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 16px; }
.lvlm .lvlm-zoom { min-width: 48px; text-align: center; font-size: 13px; color: var(--_muted); }
`;
