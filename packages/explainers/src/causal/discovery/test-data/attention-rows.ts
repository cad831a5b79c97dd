import { seededRandom } from "./dag.js";

/**
 * Seeded attention: the last `nodeCount` of `length` rows; in row i 0.3 lies on position 0, and 0.7 on the positions 1 .. i as
 * normalised exp(1.3 N(0, 1)). Shape [nodeCount, length].
 */
export function attentionRows(seed: number, nodeCount: number, length: number): Float32Array {
	const random = seededRandom(seed);
	const rows = new Float32Array(nodeCount * length);
	for (let node = 0; node < nodeCount; node++) {
		const position = length - nodeCount + node;
		const weights = Float64Array.from({ length: position }, () => {
			const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
			return Math.exp(1.3 * normal);
		});
		const sum = weights.reduce((total, weight) => total + weight, 0);
		rows[node * length] = 0.3;
		for (let k = 0; k < position; k++) rows[node * length + 1 + k] = (0.7 * weights[k]) / sum;
	}
	return rows;
}
