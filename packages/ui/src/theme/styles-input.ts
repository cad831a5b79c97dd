import { controlStyles } from "./styles-controls.js";

/** The input family's own rules; see styles.ts. */
export const inputStyles: string = `${controlStyles}
.lvlm .lvlm-input { display: grid; grid-template-columns: minmax(0, 1fr); gap: 10px; min-width: 0; margin: 0; padding: 0; border: 0; }
.lvlm .lvlm-input:focus-visible { outline-offset: 6px; border-radius: 4px; }
.lvlm .lvlm-drop { display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 12px; min-height: 148px; padding: 16px; border: 1px dashed var(--_control); border-radius: var(--_radius); background: var(--_raised); }
.lvlm .lvlm-drop[data-filled] { flex-direction: row; flex-wrap: wrap; justify-content: flex-start; gap: 6px 12px; min-height: 0; padding: 8px 12px; }
.lvlm .lvlm-drop .lvlm-tools { justify-content: center; }
.lvlm .lvlm-drop-words { display: inline-flex; flex-direction: column; align-items: center; gap: 8px; color: var(--_muted); font-size: 13px; text-align: center; }
.lvlm .lvlm-drop-words .lvlm-glyph { width: 28px; height: 28px; stroke-width: 1; }
.lvlm .lvlm-input[data-over] .lvlm-drop { border: 2px solid var(--_accent); padding: 15px; background: var(--_tint); }
.lvlm .lvlm-input[data-over] .lvlm-drop[data-filled] { padding: 7px 11px; }
.lvlm .lvlm-tray { display: grid; grid-template-columns: minmax(0, 1fr); gap: 10px; }
.lvlm .lvlm-tray[data-many] { grid-template-columns: repeat(auto-fill, minmax(min(100%, 176px), 1fr)); }
.lvlm .lvlm-tray-item { display: grid; grid-template-columns: minmax(0, 1fr); align-content: start; gap: 6px; padding: 8px; border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_page); }
.lvlm .lvlm-tray[data-many] .lvlm-tray-item { cursor: grab; }
.lvlm .lvlm-tray-item[data-over] { border-color: var(--_accent); box-shadow: 0 0 0 1px var(--_accent); }
.lvlm .lvlm-tray-picture { display: block; width: auto; max-width: 100%; max-height: 360px; margin: 0 auto; border-radius: 4px; forced-color-adjust: none; }
.lvlm .lvlm-tray[data-many] .lvlm-tray-picture { width: 100%; height: 120px; object-fit: contain; background: var(--_raised); }
.lvlm .lvlm-tray-text { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; min-width: 0; font-size: 13px; }
.lvlm .lvlm-tray-name { max-width: 100%; overflow-wrap: anywhere; color: var(--_text); }
.lvlm .lvlm-tray-tools { display: flex; flex-wrap: wrap; gap: 2px; margin: 0 -4px -2px; }
.lvlm .lvlm-address { display: grid; gap: 4px; font-size: 13px; }
.lvlm .lvlm-camera { display: grid; gap: 10px; }
.lvlm .lvlm-camera-view { display: block; width: 100%; max-height: 360px; aspect-ratio: 4 / 3; border-radius: var(--_radius); background: #000; object-fit: contain; }
.lvlm .lvlm-again { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; font-size: 13px; }
.lvlm .lvlm-again-picture { appearance: none; display: block; width: 48px; height: 48px; padding: 2px; border: 1px solid var(--_line); border-radius: 6px; background: var(--_page); cursor: pointer; }
.lvlm .lvlm-again-picture:hover { border-color: var(--_control); }
.lvlm .lvlm-again-picture canvas { display: block; width: 100%; height: 100%; object-fit: cover; border-radius: 4px; forced-color-adjust: none; }
.lvlm .lvlm-bare { margin: 0; padding: 0; border: 0; min-width: 0; }
.lvlm .lvlm-choice .lvlm-segmented { display: inline-flex; flex-wrap: wrap; max-width: 100%; }
.lvlm .lvlm-fit { display: grid; grid-template-columns: minmax(0, 1fr); gap: 8px; }
.lvlm .lvlm-fit-pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 200px), 1fr)); gap: 12px 16px; max-width: 760px; align-items: start; }
.lvlm .lvlm-fit-pair[data-old] { opacity: 0.5; }
.lvlm .lvlm-fit-figure { display: grid; gap: 6px; }
.lvlm .lvlm-fit-picture, .lvlm .lvlm-fit-input { display: block; max-width: 100%; max-height: 320px; width: auto; border-radius: 4px; forced-color-adjust: none; }
.lvlm .lvlm-fit-input { width: 100%; max-width: 320px; image-rendering: auto; }
.lvlm .lvlm-prompt { gap: 8px; }
.lvlm .lvlm-variants { margin: 0; padding: 0; border: 0; }
.lvlm .lvlm-prompt-text { display: block; min-height: 52px; padding: 7px 10px; font-size: 15px; line-height: 22px; resize: vertical; overflow-y: auto; }
.lvlm .lvlm-prompt-foot { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 6px 16px; }
.lvlm .lvlm-supports { display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 13px; color: var(--_text); }
.lvlm .lvlm-supports li { display: inline-flex; align-items: flex-start; gap: 4px; line-height: 20px; }
.lvlm .lvlm-supports .lvlm-glyph { width: 14px; height: 20px; }
.lvlm .lvlm-supports [data-supported="false"] { color: var(--_muted); }
.lvlm .lvlm-examples { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 180px), 1fr)); gap: 10px; }
.lvlm .lvlm-examples li { display: grid; }
.lvlm .lvlm-examples .lvlm-example {
  appearance: none; display: grid; grid-template-columns: minmax(0, 1fr); align-content: start; gap: 4px; padding: 8px 8px 10px; border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_page);
  color: var(--_text); font-size: 13px; line-height: 18px; text-align: start; cursor: pointer; overflow-wrap: anywhere;
}
.lvlm .lvlm-examples .lvlm-example:hover { border-color: var(--_control); }
.lvlm .lvlm-examples .lvlm-example[aria-current] { border-color: var(--_accent); box-shadow: 0 0 0 1px var(--_accent); }
.lvlm .lvlm-examples .lvlm-example:disabled { opacity: 0.6; cursor: default; }
.lvlm .lvlm-example-picture { display: block; width: 100%; aspect-ratio: 4 / 3; margin-bottom: 4px; object-fit: cover; border-radius: 5px; background: var(--_raised); forced-color-adjust: none; }
.lvlm .lvlm-example-title { font-size: 14px; line-height: 20px; font-weight: 600; }
@media (forced-colors: active) { .lvlm .lvlm-examples .lvlm-example[aria-current] { outline: 3px solid Highlight; } }
@media (forced-colors: active) { .lvlm .lvlm-input[data-over] .lvlm-drop { border: 3px solid Highlight; } }
`;
