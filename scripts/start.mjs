// `npm start`: installs what is missing, builds the demo app, and opens it. With a picture and a question: asks the embedded model
// about it on the command line, and says where the explanation's pictures are.
import { build, checkNode, install, openBrowser, pnpm, root, run } from "./workspace.mjs";

checkNode();
install();
const [image, question = "Describe the image."] = process.argv.slice(2);
if (image) {
	build();
	const out = "out/start";
	console.log(`\nThe embedded model looks at ${image}.\nQuestion: ${question}\n`);
	const cli = `${root}packages/cli/dist/bin.js`;
	run(process.execPath, [cli, "explain", "models/shapes-llava", image, question, "--out", out]);
	console.log(`\nOpen the pictures in ${root}${out}. "node packages/cli/dist/bin.js --help" says what else there is.`);
} else {
	pnpm(["--filter", "demo", "exec", "vite", "build", "--logLevel", "warn"]);
	console.log("\nThe demo is at the address below; Ctrl+C ends it.");
	pnpm(["--filter", "demo", "exec", "vite", "preview", ...(openBrowser() ? ["--open"] : [])]);
}
