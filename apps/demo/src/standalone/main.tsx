import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "../app/app.js";
import { createWork } from "../app/work.js";
import { memoryShelf } from "../runs/memory-shelf.js";
import "../app/app.css";
import { sessionElementId } from "./session-element.js";

/** The session that the page brings, as base64. */
function sessionInPage(): Uint8Array<ArrayBuffer> {
	const text = document.getElementById(sessionElementId)?.textContent?.trim() ?? "";
	return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

const root = document.getElementById("root");
if (!root) throw new Error("the page has no element #root");
createRoot(root).render(
	<StrictMode>
		<App work={createWork(memoryShelf(), true)} brought={sessionInPage()} />
	</StrictMode>,
);
