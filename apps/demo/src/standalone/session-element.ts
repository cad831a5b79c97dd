/** Id of the element that holds the session of a standalone page. */
export const sessionElementId = "lvlm-session";
/** What stands in the built page where the session comes. */
export const sessionMark = "%LVLM_SESSION%";
