import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.js";
import { createWork } from "./app/work.js";
import "./app/app.css";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no element #root");
createRoot(root).render(
	<StrictMode>
		<App work={createWork()} />
	</StrictMode>,
);
