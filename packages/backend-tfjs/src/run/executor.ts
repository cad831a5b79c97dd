import { elementCount } from "@lvlm-interpret/core";
import type { Graph, Node } from "@lvlm-interpret/graph";
import type { Tensor as TfTensor } from "@tensorflow/tfjs-core";
import { evaluateNode, findOperator, type NdArray, readAttributes } from "../kernels/graph-parts.js";
import type { Kernel, KernelCall, Tf } from "../kernels/kernel.js";
import { findKernel } from "../kernels/table.js";
import { Cell, isOnDevice } from "./cell.js";

/** Floats up to this many elements that the host has computed stay there: sizes and positions on their way. */
const smallOnHost = 4096;

/** What every node of a run shares. */
export interface RunContext {
	readonly tf: Tf;
	opset(domain: string): number;
	/** Makes our backend the one that tf computes on, lets other work in between, and throws when the run was aborted. */
	pause(): Promise<void>;
}

/** Computes one node. The cells given are only read; those returned belong to the caller. */
export async function runNode(
	context: RunContext,
	node: Node,
	inputs: readonly (Cell | undefined)[],
	runGraph: (graph: Graph) => Promise<Cell[]>,
): Promise<(Cell | undefined)[]> {
	if (node.opType === "If") return runBranch(node, inputs, runGraph);
	if (node.opType === "Identity" && inputs[0]) {
		inputs[0].holders++;
		return [inputs[0]];
	}
	if (node.opType === "Shape" || node.opType === "Size") return onHost(context, node, inputs.map(shapeOnly));
	const kernel = findKernel(node.domain, node.opType);
	const isKnown = inputs.every((cell) => !cell || cell.isKnown);
	if (!kernel || isKnown || !(await canRun(context, node, kernel, inputs))) {
		for (const cell of inputs) await cell?.read();
		await context.pause();
		return onHost(
			context,
			node,
			inputs.map((cell) => cell?.host),
		);
	}
	return onDevice(context, node, kernel, inputs);
}

/** Stands in for a tensor whose elements are not looked at. */
function shapeOnly(cell: Cell | undefined): NdArray | undefined {
	return cell && { dtype: cell.dtype, shape: cell.shape, data: cell.host?.data ?? new Float64Array(0) };
}

function onHost(context: RunContext, node: Node, inputs: readonly (NdArray | undefined)[]): (Cell | undefined)[] {
	const outputs = evaluateNode(node, inputs, context, () => {
		throw new Error(`${node.opType} has a subgraph`);
	});
	return outputs.map((output) => {
		if (!output) return undefined;
		const cell = new Cell(output.dtype, output.shape, { host: output });
		if (output.data.length > smallOnHost) cell.forgetHost(context.tf);
		return cell;
	});
}

async function runBranch(
	node: Node,
	[condition]: readonly (Cell | undefined)[],
	runGraph: (graph: Graph) => Promise<Cell[]>,
): Promise<Cell[]> {
	if (!condition) throw new Error("If has no condition");
	const { data } = await condition.read();
	const branch = node.attributes.get(data[0] ? "then_branch" : "else_branch");
	if (branch?.type !== "graph") throw new Error("If has no such branch");
	return runGraph(branch.value);
}

/** Whether the kernel takes these inputs; reads those that it wants on the host. */
async function canRun(
	context: RunContext,
	node: Node,
	kernel: Kernel,
	inputs: readonly (Cell | undefined)[],
): Promise<boolean> {
	for (const [index, cell] of inputs.entries()) {
		if (!cell) continue;
		if (kernel.hostInputs?.includes(index)) {
			await cell.read();
			continue;
		}
		if (!isOnDevice(cell.dtype) && !kernel.deviceIntegers?.includes(index)) return false;
		// Kernels disagree about tensors without elements. Concat leaves them out by itself.
		if (
			elementCount(cell.shape) === 0 &&
			(node.opType !== "Concat" || inputs.every((one) => one && elementCount(one.shape) === 0))
		) {
			return false;
		}
	}
	await context.pause();
	return kernel.supports?.(callOf(context, node, inputs)) ?? true;
}

function callOf(context: RunContext, node: Node, inputs: readonly (Cell | undefined)[]): KernelCall {
	const rules = findOperator(node.domain, node.opType);
	const cell = (index: number): Cell => {
		const found = inputs[index];
		if (!found) throw new Error(`${node.opType} has no input ${index}`);
		return found;
	};
	return {
		tf: context.tf,
		opset: context.opset(node.domain),
		attributes: rules ? readAttributes(node, rules.attributes) : {},
		inputCount: inputs.length,
		outputCount: node.outputs.length,
		shape: (index) => cell(index).shape,
		x: (index) => cell(index).device(context.tf),
		has: (index) => inputs[index] !== undefined,
		host: (index) => cell(index).host as NdArray,
	};
}

// Comparisons and their like; everything else has the type of its first input.
const booleans = new Set(["Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Not"]);
const castTypes = { 1: "float32", 9: "bool", 10: "float16", 16: "bfloat16" } as const;

function outputType(node: Node, inputs: readonly (Cell | undefined)[]): Cell["dtype"] {
	if (booleans.has(node.opType)) return "bool";
	if (node.opType === "Cast") return castTypes[node.attributes.get("to")?.value as keyof typeof castTypes];
	const typed = node.opType === "Where" ? inputs[1] : inputs[0];
	return typed?.dtype ?? "float32";
}

function onDevice(
	context: RunContext,
	node: Node,
	kernel: Kernel,
	inputs: readonly (Cell | undefined)[],
): (Cell | undefined)[] {
	const { tf } = context;
	const call = callOf(context, node, inputs);
	// Copied to the device outside of the tidy, which would free what others still read.
	const own = new Set<TfTensor>();
	inputs.forEach((cell, index) => {
		if (cell && !kernel.hostInputs?.includes(index) && elementCount(cell.shape) > 0) own.add(cell.device(tf));
	});
	// A kernel that hands an input through gives a second tensor on the same memory.
	const fresh = (one: TfTensor): TfTensor => (own.has(one) ? tf.clone(one) : one);
	const results: (TfTensor | undefined)[] = [];
	tf.tidy(() => {
		const given = kernel.run(call);
		const list = Array.isArray(given) ? (given as readonly (TfTensor | undefined)[]) : [given as TfTensor];
		results.push(...list.map((one) => one && fresh(one)));
		return results.filter((one) => one !== undefined);
	});
	const dtype = outputType(node, inputs);
	return results.map((tensor) => tensor && new Cell(dtype, [...tensor.shape], { device: tensor }));
}
