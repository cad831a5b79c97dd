import type { Tensor as TfTensor } from "@tensorflow/tfjs-core";
import { attribute, type Kernel, numbersOf } from "./kernel.js";

/**
 * com.microsoft RotaryEmbedding: x [B, S, H·d] or [B, H, S, d]; position ids [B, S], or [1] for the first row's; tables [rows, half]. The first
 * 2·half numbers of each head are turned in pairs (i, i + half), or (2i, 2i + 1) when interleaved; the rest stays.
 */
export const rotary: Kernel = {
	hostInputs: [1],
	supports: (call) => !attribute(call, "is_packed_batching") && attribute(call, "scale") === 1,
	run(call) {
		const { tf } = call;
		const shape = call.shape(0);
		const isFlat = shape.length === 3;
		const half = call.shape(2)[1] as number;
		const batch = shape[0] as number;
		const rows = (isFlat ? shape[1] : shape[2]) as number;
		const width = shape.at(-1) as number;
		const size = attribute<number>(call, "rotary_embedding_dim") || 2 * half;
		const heads = isFlat ? attribute<number>(call, "num_heads") || width / size : (shape[1] as number);
		const headSize = isFlat ? width / heads : width;
		const x = isFlat ? tf.reshape(call.x(0), [batch, rows, heads, headSize]) : call.x(0);
		const ids = numbersOf(call.host(1));
		const places = Int32Array.from({ length: batch * rows }, (_, at) =>
			call.shape(1).length === 1 ? (ids[0] as number) + (at % rows) : (ids[at] as number),
		);
		const angles = isFlat ? [batch, rows, 1, half] : [batch, 1, rows, half];
		const table = (index: number): TfTensor =>
			tf.reshape(tf.gather(call.x(index), tf.tensor1d(places, "int32")), angles);
		const [cos, sin] = [table(2), table(3)];
		const turned = attribute(call, "interleaved") !== 0 ? pairs() : halves();
		return tf.reshape(turned, [...shape]);

		function rotated(one: TfTensor, other: TfTensor): [TfTensor, TfTensor] {
			return [tf.sub(tf.mul(one, cos), tf.mul(other, sin)), tf.add(tf.mul(other, cos), tf.mul(one, sin))];
		}

		function part(start: number, length: number): TfTensor {
			return tf.slice(x, [0, 0, 0, start], [-1, -1, -1, length]);
		}

		function halves(): TfTensor {
			const rest = headSize > 2 * half ? [part(2 * half, headSize - 2 * half)] : [];
			return tf.concat([...rotated(part(0, half), part(half, half)), ...rest], 3);
		}

		function pairs(): TfTensor {
			const both = tf.reshape(part(0, 2 * half), [-1, half, 2]);
			const grid = x.shape.slice(0, 3);
			const one = tf.reshape(tf.slice(both, [0, 0, 0], [-1, -1, 1]), [...grid, half]);
			const other = tf.reshape(tf.slice(both, [0, 0, 1], [-1, -1, 1]), [...grid, half]);
			const woven = tf.stack(
				rotated(one, other).map((side) => tf.reshape(side, [-1, half])),
				2,
			);
			const first = tf.reshape(woven, [...grid, 2 * half]);
			return headSize > 2 * half ? tf.concat([first, part(2 * half, headSize - 2 * half)], 3) : first;
		}
	},
};
