// Steps that `npm start` and `npm test` share. Plain Node, no dependency: they run before anything is installed.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** Runs a command with its output shown; ends this process with its exit code when it fails. */
export function run(command, args, options = {}) {
	const result = spawnSync(command, args, {
		cwd: root,
		stdio: "inherit",
		...options,
		env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", ...options.env },
	});
	if (result.error) {
		console.error(`Could not run ${command}: ${result.error.message}`);
		process.exit(1);
	}
	if (result.status !== 0 && !options.mayFail) process.exit(result.status ?? 1);
	return result.status;
}

/** Runs the pinned pnpm, fetched by npm where it is not installed. */
export function pnpm(args, options) {
	return run("npm", ["exec", "--yes", "--loglevel=error", "--", manifest.packageManager, ...args], options);
}

/** Ends with a sentence where this Node is too old. */
export function checkNode() {
	const [major, minor] = process.versions.node.split(".").map(Number);
	if (major > 20 || (major === 20 && minor >= 19)) return;
	console.error(`LVLM-Interpret needs Node 20.19 or newer; this is ${process.versions.node}.`);
	process.exit(1);
}

/** Installs the workspace's packages exactly as the lock file says. */
export function install() {
	pnpm(["install", "--frozen-lockfile", "--prefer-offline", "--reporter=append-only", "--loglevel=warn"]);
}

/** Builds the packages, in order. The example of Vite and React is built by its test, outside of the workspace. */
export function build() {
	pnpm(["exec", "turbo", "run", "build", "--filter=!example-vite-react", "--output-logs=errors-only"]);
}

const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Whether there is a screen to open a page on, and a person before it. */
export function openBrowser() {
	if (!process.stdout.isTTY || process.env.CI) return false;
	return process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** The browser's path: `CHROMIUM_PATH`, or a usual place; undefined where there is none. */
export function findBrowser() {
	return [process.env.CHROMIUM_PATH, ...browsers].find((path) => path && existsSync(path));
}

/**
 * Installs Chromium where it is missing and the system lets us (Debian or Ubuntu, as root). Its bundled SwiftShader is also
 * the software GPU of the WebGPU tests. Elsewhere the tests that need it say that they were skipped, and why.
 */
export function installBrowser() {
	if (findBrowser()) return;
	const isRoot = process.getuid?.() === 0;
	if (isRoot && existsSync("/usr/bin/apt-get")) {
		const quiet = { stdio: ["ignore", "ignore", "inherit"], mayFail: true, env: { DEBIAN_FRONTEND: "noninteractive" } };
		console.log("Installing Chromium for the tests …");
		run("apt-get", ["update", "-qq"], quiet);
		run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], quiet);
	}
	if (!findBrowser()) {
		console.log(
			"No Chromium found: tests that need it will be skipped. Install it, or set CHROMIUM_PATH to its program file.",
		);
	}
}
