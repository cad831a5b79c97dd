// Puts the embedded model where the app's server finds it: public/shapes-llava.
import { cpSync } from "node:fs";

const from = new URL("../../models/shapes-llava", import.meta.url);
cpSync(from, new URL("public/shapes-llava", import.meta.url), { recursive: true });
