import { createRoot } from "react-dom/client";
import { App } from "./app";
import "./app.css";

createRoot(document.querySelector("#app") as Element).render(<App />);
