/**
 * y = x + x on float32 [n], as an ONNX message written by hand (protobuf: tag, length, content).
 *
 *   08 08           ModelProto.ir_version = 8
 *   3a 37           .graph, 55 bytes
 *     0a 0e           GraphProto.node, 14 bytes
 *       0a 01 'x'  0a 01 'x'  12 01 'y'  22 03 'Add'     inputs, output, operator
 *     12 01 'g'       .name
 *     5a 10           .input, 16 bytes:  name 'x', type: tensor of elem_type 1 (float), shape: one axis 'n'
 *     62 10           .output, 16 bytes: the same for 'y'
 *   42 04 0a 00 10 11   .opset_import: default domain, version 17
 */
export const oneNodeGraph = Buffer.from(
	[
		"0808 3a37",
		"0a0e 0a0178 0a0178 120179 2203416464",
		"120167",
		"5a10 0a0178 120b 0a09 0801 1205 0a03 12016e",
		"6210 0a0179 120b 0a09 0801 1205 0a03 12016e",
		"4204 0a00 1011",
	]
		.join("")
		.replaceAll(" ", ""),
	"hex",
);
