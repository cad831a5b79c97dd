import { describe, expect, it } from "vitest";
import type { DeviceTensor, ValueInfo } from "./backend.js";
import { isLvlmError } from "./errors.js";
import { checkFeeds } from "./feeds.js";
import { tensor } from "./tensor.js";

const inputs: readonly ValueInfo[] = [
	{ name: "x", dtype: "float32", shape: ["batch", 2] },
	{ name: "scale", dtype: "float32", shape: [] },
];
const x = tensor("float32", [3, 2], new Float32Array(6));
const scale = tensor("float32", [], Float32Array.of(1));
const kept: DeviceTensor = {
	location: "device",
	dtype: "float32",
	shape: [1, 2],
	read: async () => x,
	dispose() {},
};

/** Code and message of what is thrown. */
function refusal(work: () => void): string {
	try {
		work();
	} catch (error) {
		return isLvlmError(error) ? `${error.code}: ${error.message}` : String(error);
	}
	return "accepted";
}
const check = (feeds: Parameters<typeof checkFeeds>[2], options?: Parameters<typeof checkFeeds>[3]): string =>
	refusal(() => checkFeeds("decoder", inputs, feeds, options));

describe("checkFeeds", () => {
	it("takes what fits", () => {
		expect(check({ x, scale })).toBe("accepted");
		expect(check({ x: kept, scale }, { isOwn: (value) => value === kept })).toBe("accepted");
		expect(check({ x: tensor("float32", [0, 2], new Float32Array()), scale })).toBe("accepted");
	});

	it.each([
		["a missing name", { x }, 'invalid-argument: "decoder" needs the input "scale"; it got x.'],
		["an unknown name", { x, scale, y: x }, 'invalid-argument: "decoder" has no input "y"; its inputs are x, scale.'],
		[
			"a foreign value",
			{ x: kept, scale },
			'invalid-argument: The feed "x" of "decoder" lives in another backend. Read it into a tensor first.',
		],
		[
			"another dtype",
			{ x: tensor("int32", [1, 2], new Int32Array(2)), scale },
			'shape-mismatch: The input "x" of "decoder" should be float32 [batch, 2], but is int32 [1, 2].',
		],
		[
			"another fixed size",
			{ x: tensor("float32", [2, 3], new Float32Array(6)), scale },
			'shape-mismatch: The input "x" of "decoder" should be float32 [batch, 2], but is float32 [2, 3].',
		],
		[
			"another rank",
			{ x, scale: tensor("float32", [1], Float32Array.of(1)) },
			'shape-mismatch: The input "scale" of "decoder" should be float32 [], but is float32 [1].',
		],
		[
			"a size that is none",
			{ x: { ...x, shape: [-3, 2] }, scale },
			'shape-mismatch: The input "x" of "decoder" should be float32 [batch, 2], but is float32 [-3, 2].',
		],
		[
			"too few elements",
			{ x: { ...x, shape: [4, 2] }, scale },
			'shape-mismatch: The input "x" of "decoder" should be 8 elements for [4, 2], but is 6 elements.',
		],
		[
			"another array",
			{ x: { ...x, data: new Float64Array(6) as never }, scale },
			'shape-mismatch: The input "x" of "decoder" should be Float32Array for float32, but is Float64Array.',
		],
	])("refuses %s, and says what was expected", (_, feeds, message) => {
		expect(check(feeds)).toBe(message);
	});

	it("leaves the rank open where the runtime does", () => {
		const feeds = { x, scale: tensor("float32", [1], Float32Array.of(1)) };
		expect(check(feeds, { emptyShapeMeansAny: true })).toBe("accepted");
		expect(check({ ...feeds, x: scale }, { emptyShapeMeansAny: true })).toContain("should be float32 [batch, 2]");
	});
});
