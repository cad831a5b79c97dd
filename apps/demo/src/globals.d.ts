/** Version of lvlm-interpret that this page was built from. */
declare const __LVLM_VERSION__: string;
