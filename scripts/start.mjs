// `npm start`: installs what is missing, builds, and runs the job on the embedded model and an example image.
import { readFileSync } from "node:fs";
import { build, checkNode, install, root, run } from "./workspace.mjs";

checkNode();
install();
build();

const examples = JSON.parse(readFileSync(`${root}models/examples/examples.json`, "utf8"));
const example = examples.examples.find((one) => one.question.includes("colour")) ?? examples.examples[0];
const [given, asked] = process.argv.slice(2);
const image = given ?? `models/examples/${example.file}`;
const question = asked ?? example.question;
const out = "out/start";

console.log(`\nThe embedded model looks at ${image}.\nQuestion: ${question}\n`);
const cli = `${root}packages/cli/dist/bin.js`;
run(process.execPath, [cli, "explain", "models/shapes-llava", image, question, "--method", "attention", "--out", out]);
console.log(`\nOpen the pictures in ${root}${out}. "node packages/cli/dist/bin.js --help" says what else there is.`);
