// What causal discovery costs: 32 heads of 60 nodes each, and how one head grows from 12 to 60 nodes.
//
//   node bench/causal/heads.mjs        after `pnpm --filter @lvlm-interpret/explainers build`
//
// A head is seeded: the last n of 660 attention rows, 0.3 on position 0 (a sink), the other 0.7 over the positions 1..i as
// normalised exp(1.3 N(0,1)). A task is what the explainer gives to a worker: rows in, correlation, ordered ICD (alpha 1e-5,
// 128 samples), graph, tree and explanation out. Workers are started, and warm, before the clock runs; the cold figure has both in.
// The figure of the Python original is quoted, not measured here: about 4.7 s for one head of 60 nodes.
import { createHash } from "node:crypto";
import { cpus } from "node:os";
import { Worker } from "node:worker_threads";

const { createHeadPool, discoverHead, nodeHeadWorker } = await import(
	new URL("../../packages/explainers/dist/causal-discovery.js", import.meta.url)
);

const length = 660;
const pythonSecondsPerHead = 4.7;

/** mulberry32. */
function seededRandom(seed) {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

/** The last `nodeCount` rows of one head. Shape [nodeCount, length]. */
function attentionRows(seed, nodeCount) {
	const random = seededRandom(seed);
	const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
	const rows = new Float32Array(nodeCount * length);
	for (let node = 0; node < nodeCount; node++) {
		const position = length - nodeCount + node;
		const weights = Float64Array.from({ length: position }, () => Math.exp(1.3 * normal()));
		const sum = weights.reduce((total, weight) => total + weight, 0);
		rows[node * length] = 0.3;
		for (let k = 0; k < position; k++) rows[node * length + 1 + k] = (0.7 * weights[k]) / sum;
	}
	return rows;
}

const taskOf = (head, nodeCount) => ({
	id: head,
	rows: attentionRows(head + 1, nodeCount),
	nodeCount,
	columnCount: length,
});
const sum = (values) => values.reduce((total, value) => total + value, 0);
const testsOf = (head) => sum(head.testsBySize);
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
/** One name for the graphs of all heads: the same on every run and machine. */
const fingerprint = (heads) =>
	createHash("sha256")
		.update(JSON.stringify(heads.map(({ marks, separatingSets, testsBySize }) => [marks, separatingSets, testsBySize])))
		.digest("hex")
		.slice(0, 16);

async function timed(work) {
	const start = performance.now();
	const value = await work();
	return { ms: performance.now() - start, value };
}

const tasks = Array.from({ length: 32 }, (_, head) => taskOf(head, 60));
const workerFile = new URL("head-worker.mjs", import.meta.url);
const pool = createHeadPool({ createWorker: () => nodeHeadWorker(new Worker(workerFile)), workerCount: 2 });
const cold = await timed(() => pool.run(tasks));
const warm = [];
for (let round = 0; round < 3; round++) warm.push(await timed(() => pool.run(tasks)));
pool.close();
const single = await timed(() => createHeadPool().run(tasks));
const heads = single.value;
for (const run of [cold, ...warm]) {
	if (fingerprint(run.value) !== fingerprint(heads)) throw new Error("workers and this thread found different graphs");
}
const warmMs = warm.map(({ ms }) => ms).toSorted((a, b) => a - b)[1];

console.log(`${cpus().length} × ${cpus()[0].model}, Node ${process.version}`);
console.log(`\n32 heads of 60 nodes, ${sum(heads.map(testsOf))} tests of independence, graphs ${fingerprint(heads)}\n`);
console.log("| how | total | a head |");
console.log("|---|---:|---:|");
for (const [name, ms] of [
	["2 workers, started within the time", cold.ms],
	["2 workers, warm (median of 3)", warmMs],
	["this thread", single.ms],
]) {
	console.log(`| ${name} | ${seconds(ms)} | ${(ms / 32).toFixed(1)} ms |`);
}
console.log(`| Python original, quoted | | ${pythonSecondsPerHead} s |`);
const slowest = heads.toSorted((a, b) => b.elapsedMs - a.elapsedMs)[0];
const stopped = heads.filter((head) => head.stoppedBy).length;
console.log(`\nSlowest head on this thread: ${slowest.elapsedMs.toFixed(1)} ms, ${testsOf(slowest)} tests.`);
console.log(`Heads that a guard stopped: ${stopped}.`);
console.log(warmMs < 3000 ? "Under 3 s: yes." : "Under 3 s: NO.");

console.log("\nGrowth, means of 8 heads on this thread (warm):\n");
console.log("| nodes | tests | by size of the conditioning set | edges | ms a head |");
console.log("|---:|---:|---|---:|---:|");
for (let nodeCount = 12; nodeCount <= 60; nodeCount += 6) {
	const grown = Array.from({ length: 8 }, (_, head) => discoverHead(taskOf(head, nodeCount)));
	const bySize = [0, 1, 2, 3, 4].map((size) => Math.round(sum(grown.map((head) => head.testsBySize[size] ?? 0)) / 8));
	const edges = sum(grown.map((head) => sum(head.marks.map((row) => row.filter((mark) => mark > 0).length)) / 2)) / 8;
	const row = [
		nodeCount,
		Math.round(sum(grown.map(testsOf)) / 8),
		bySize.join(" + "),
		Math.round(edges),
		(sum(grown.map((head) => head.elapsedMs)) / 8).toFixed(1),
	];
	console.log(`| ${row.join(" | ")} |`);
}
