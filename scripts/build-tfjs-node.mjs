// Builds @tensorflow/tfjs-node's binding against the TensorFlow library of a Python wheel. Its own install script fetches TensorFlow 2.9.1 of 2022
// from a storage bucket; this one takes a current TensorFlow from the Python index and the binding's sources from npm, and needs nothing else.
//
//   node scripts/build-tfjs-node.mjs [--out folder] [--wheel file.whl] [--gpu]
//
//   --out    where the package is installed, with the library (850 MB); default node_modules/.cache/tfjs-node. Tests look there, or where
//            LVLM_TFJS_NODE says.
//   --wheel  a wheel of tensorflow or tensorflow-cpu that is at hand; default: pip downloads the pinned one and checks it.
//   --gpu    tfjs-node-gpu, against the wheel with CUDA (`tensorflow`). Not tried: no NVIDIA GPU was at hand.
//
// Needs Linux, g++, Node's headers (they are in Node's own archive), and a Python with pip (LVLM_PYTHON, or python3), of any version: the wheel is only unpacked.
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root, run } from "./workspace.mjs";

const tfjsVersion = "4.22.0";
const tensorflowVersion = "2.21.0";
/** Of the wheels that are pinned; an unlisted one is taken with a remark. */
const digests = {
	"tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl":
		"2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
};

const { values } = parseArgs({
	options: { out: { type: "string" }, wheel: { type: "string" }, gpu: { type: "boolean", default: false } },
});
const name = values.gpu ? "tfjs-node-gpu" : "tfjs-node";
const out = resolve(values.out ?? `${root}node_modules/.cache/${name}`);
const python = process.env.LVLM_PYTHON ?? "python3";

function stop(message) {
	console.error(message);
	process.exit(1);
}

/** Where node_api.h is. */
function nodeHeaders() {
	const places = [join(dirname(dirname(process.execPath)), "include/node"), "/usr/include/node"];
	const found = places.find((place) => existsSync(join(place, "node_api.h")));
	return (
		found ??
		stop(`Node's headers are at none of ${places.join(", ")}. Install Node from its own archive, or its -dev package.`)
	);
}

/** The sources and JavaScript of the package, without its install script. */
function installPackage() {
	mkdirSync(out, { recursive: true });
	const manifest = {
		name: "tfjs-node-of-a-wheel",
		private: true,
		dependencies: { [`@tensorflow/${name}`]: tfjsVersion },
	};
	writeFileSync(join(out, "package.json"), JSON.stringify(manifest, undefined, 2));
	run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: out });
	return join(out, "node_modules/@tensorflow", name);
}

async function sha256(file) {
	const hash = createHash("sha256");
	for await (const chunk of createReadStream(file)) hash.update(chunk);
	return hash.digest("hex");
}

/** The wheel, checked. One interpreter's is as good as another's: only libraries and headers are taken. */
async function findWheel(folder) {
	let file = values.wheel && resolve(values.wheel);
	if (!file) {
		const target = [
			"--only-binary=:all:",
			"--implementation=cp",
			"--python-version=3.11",
			"--platform=manylinux_2_27_x86_64",
		];
		const wanted = `${values.gpu ? "tensorflow" : "tensorflow-cpu"}==${tensorflowVersion}`;
		console.log(`Downloading ${wanted} …`);
		run(python, [
			"-m",
			"pip",
			"download",
			"--quiet",
			"--disable-pip-version-check",
			"--no-deps",
			...target,
			"--dest",
			folder,
			wanted,
		]);
		file = join(
			folder,
			readdirSync(folder).find((one) => one.endsWith(".whl")),
		);
	}
	const wheel = file.split("/").at(-1);
	const digest = await sha256(file);
	if (!(wheel in digests)) console.log(`${wheel} is not a wheel that this script knows; its SHA-256 is ${digest}.`);
	else if (digests[wheel] !== digest) stop(`${wheel} has the SHA-256 ${digest}, not ${digests[wheel]}.`);
	return file;
}

/** Libraries and C headers alone, out of some 30,000 files. */
const unpack = `
import sys, zipfile
wheel, target = sys.argv[1:]
parts = ("include/tensorflow/c/", "include/tensorflow/core/platform/ctstring", "include/tsl/", "include/xla/tsl/c/", "libtensorflow_")
with zipfile.ZipFile(wheel) as archive:
    for info in archive.infolist():
        inner = info.filename.removeprefix("tensorflow/")
        if inner.startswith(parts) and not info.is_dir():
            archive.extract(info, target)
`;

function compile(folder) {
	const deps = join(folder, "deps");
	const lib = join(deps, "tensorflow");
	// The linker looks for these names.
	for (const [plain, real] of [
		["libtensorflow.so", "libtensorflow_cc.so.2"],
		["libtensorflow_framework.so", "libtensorflow_framework.so.2"],
	]) {
		if (!existsSync(join(lib, real)))
			stop(`The wheel has no ${real}. It must be one of tensorflow or tensorflow-cpu for Linux.`);
		symlinkSync(real, join(lib, plain));
	}
	const binding = join(folder, "lib/napi-v8");
	mkdirSync(binding, { recursive: true });
	console.log("Compiling the binding …");
	run("g++", [
		...["-std=c++17", "-O2", "-fPIC", "-shared", "-DNAPI_VERSION=8"],
		...["-I", nodeHeaders(), "-I", join(lib, "include")],
		...["tfjs_backend.cc", "tfjs_binding.cc"].map((source) => join(folder, "binding", source)),
		...["-o", join(binding, "tfjs_binding.node"), "-L", lib, "-ltensorflow", "-ltensorflow_framework"],
		"-Wl,-rpath,$ORIGIN/../../deps/tensorflow",
	]);
}

const trial = `
const tf = require("@tensorflow/${name}");
const [product] = tf.matMul(tf.tensor([[1, 2]]), tf.tensor([[3], [4]])).dataSync();
if (tf.getBackend() !== "tensorflow" || product !== 11) throw new Error("1·3 + 2·4 was " + product + " on " + tf.getBackend());
`;

if (process.platform !== "linux" || process.arch !== "x64")
	stop(`This script is for Linux on x64, not ${process.platform} on ${process.arch}.`);
const folder = installPackage();
const deps = join(folder, "deps");
rmSync(deps, { recursive: true, force: true });
mkdirSync(deps);
const wheel = await findWheel(deps);
run(python, ["-c", unpack, wheel, deps]);
if (!values.wheel) rmSync(wheel);
compile(folder);
run(process.execPath, ["-e", trial], { cwd: out, env: { TF_CPP_MIN_LOG_LEVEL: "3" } });
console.log(`@tensorflow/${name} ${tfjsVersion} runs on the library of ${wheel.split("/").at(-1)}: ${out}`);
