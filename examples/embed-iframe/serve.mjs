import { fileURLToPath } from "node:url";
import { serve } from "../embed-html/serve.mjs";

const folder = fileURLToPath(new URL(".", import.meta.url));

// Two ports are two sites: the page is opened at the first, its frame comes from the second.
serve(folder, 8080);
serve(folder, 8081);
