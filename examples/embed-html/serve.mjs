import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** Serves a folder with the scripts of the elements and the example sessions beside it, under a policy that allows no code from text. */
export function serve(folder, port) {
	const policy =
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src *";
	const server = createServer((request, response) => {
		const path = new URL(request.url, "http://localhost").pathname.replace(/\/$/, "/index.html");
		const name = /^\/[\w.-]+$/.test(path) && !path.includes("..") ? path.slice(1) : "";
		const places = [folder, at("packages/ui/dist"), at("apps/demo/public/examples")].map((place) => join(place, name));
		const file = places.find((place) => name && existsSync(place));
		if (!file) {
			response.writeHead(404).end("Not found. Have the packages been built?");
			return;
		}
		response.writeHead(200, {
			"content-type": types[extname(file)] ?? "application/octet-stream",
			"content-security-policy": policy,
		});
		createReadStream(file).pipe(response);
	});
	server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
	return server;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serve(fileURLToPath(new URL(".", import.meta.url)), 8080);
