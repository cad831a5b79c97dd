import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** A static site that works from any path: all addresses are relative. */
export default defineConfig({
	base: "./",
	plugins: [react()],
	build: { target: "es2022", modulePreload: { polyfill: false } },
	server: { host: "127.0.0.1" },
	preview: { host: "127.0.0.1" },
});
