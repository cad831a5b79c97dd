import { attribute, type Kernel } from "./kernel.js";

/** Two axes in space, one group. TensorFlow.js has channels last. */
export const convolution: Kernel = {
	supports(call) {
		const auto = attribute<string>(call, "auto_pad");
		const strides = attribute<readonly number[] | undefined>(call, "strides") ?? [];
		const dilations = attribute<readonly number[] | undefined>(call, "dilations") ?? [];
		const isDilated = dilations.some((one) => one > 1);
		const isPlain = auto === "NOTSET" || auto === "VALID" || auto === "";
		return (
			call.shape(0).length === 4 &&
			attribute(call, "group") === 1 &&
			isPlain &&
			!(isDilated && strides.some((one) => one > 1))
		);
	},
	run(call) {
		const { tf } = call;
		const pads = attribute<readonly number[] | undefined>(call, "pads") ?? [0, 0, 0, 0];
		const [strideY = 1, strideX = 1] = attribute<readonly number[] | undefined>(call, "strides") ?? [];
		const [dilationY = 1, dilationX = 1] = attribute<readonly number[] | undefined>(call, "dilations") ?? [];
		const [top, left, bottom, right] = pads as [number, number, number, number];
		const last = tf.transpose(call.x(0), [0, 2, 3, 1]);
		const isPadded = attribute(call, "auto_pad") !== "VALID" && pads.some((one) => one > 0);
		const x = isPadded
			? tf.pad(last, [
					[0, 0],
					[top, bottom],
					[left, right],
					[0, 0],
				])
			: last;
		const kernel = tf.transpose(call.x(1), [2, 3, 1, 0]);
		const y = tf.conv2d(x as never, kernel as never, [strideY, strideX], "valid", "NHWC", [dilationY, dilationX]);
		return tf.transpose(call.has(2) ? tf.add(y, call.x(2)) : y, [0, 3, 1, 2]);
	},
};
