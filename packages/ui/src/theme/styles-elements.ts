/** Rules of the web components and of the view of a whole session; see styles.ts. */
export const elementStyles = `
:host { display: block; }
:host([hidden]) { display: none; }
.lvlm .lvlm-stack { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; }
.lvlm .lvlm-session-head { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 4px 16px; align-items: center; }
.lvlm .lvlm-session-picture { display: block; width: 72px; height: 72px; object-fit: contain; border-radius: 6px; background: var(--_raised); forced-color-adjust: none; }
.lvlm .lvlm-session-question { font-size: 16px; line-height: 24px; font-weight: 600; overflow-wrap: anywhere; unicode-bidi: isolate; }
.lvlm .lvlm-session-answer { font-size: 15px; line-height: 22px; overflow-wrap: anywhere; unicode-bidi: isolate; }
.lvlm .lvlm-session-tabs .lvlm-segmented { display: flex; flex-wrap: wrap; width: max-content; max-width: 100%; }
.lvlm .lvlm-facts { display: grid; grid-template-columns: minmax(88px, max-content) minmax(0, 1fr); gap: 6px 16px; font-size: 13px; }
.lvlm .lvlm-facts dt { color: var(--_muted); }
.lvlm .lvlm-facts dd { overflow-wrap: anywhere; unicode-bidi: isolate; }
.lvlm .lvlm-frame { display: block; width: 100%; border: 1px solid var(--_line); border-radius: var(--_radius); }
:host([hide~="title"]) .lvlm .lvlm-view-title, :host([hide~="tools"]) .lvlm .lvlm-view-head > .lvlm-view-tools,
:host([hide~="title"][hide~="tools"]) .lvlm .lvlm-view-head, :host([hide~="toolbar"]) .lvlm .lvlm-view-bar,
:host([hide~="legend"]) .lvlm .lvlm-view-legend, :host([hide~="caption"]) .lvlm .lvlm-view > .lvlm-caption,
:host([hide~="words"]) .lvlm .lvlm-words, :host([hide~="question"]) .lvlm .lvlm-session-head, :host([hide~="tabs"]) .lvlm .lvlm-session-tabs { display: none; }
`;
