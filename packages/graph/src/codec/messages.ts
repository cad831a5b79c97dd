import type { Field, MessageTable, Scalar, Unread } from "./wire.js";

// One table a message: field number, property, kind. Source: onnx-ml.proto of onnx 1.23. What a table leaves out (doc strings,
// functions, training info, node metadata, …) is kept as bytes and written back by the messages that carry `unread`.

type Kind = Scalar | (() => MessageTable<never>);

function table<M>(rows: readonly (readonly [number, keyof M & string, Kind, "repeated"?])[]): MessageTable<M> {
	return new Map<number, Field<M>>(
		rows.map(([number, property, kind, repeated]) => [number, { property, kind, repeated: repeated === "repeated" }]),
	);
}

const nested =
	<M>(of: () => MessageTable<M>): (() => MessageTable<never>) =>
	() =>
		of() as MessageTable<never>;

export interface EntryMessage {
	key?: string;
	value?: string;
}
export const entryTable: MessageTable<EntryMessage> = table<EntryMessage>([
	[1, "key", "string"],
	[2, "value", "string"],
]);

export interface DimensionMessage {
	dimValue?: number;
	dimParam?: string;
}
export const dimensionTable: MessageTable<DimensionMessage> = table<DimensionMessage>([
	[1, "dimValue", "int64"],
	[2, "dimParam", "string"],
]);

export interface ShapeMessage {
	dim: DimensionMessage[];
}
export const shapeTable: MessageTable<ShapeMessage> = table<ShapeMessage>([
	[1, "dim", nested(() => dimensionTable), "repeated"],
]);

export interface TensorTypeMessage {
	elemType?: number;
	shape?: ShapeMessage;
}
export const tensorTypeTable: MessageTable<TensorTypeMessage> = table<TensorTypeMessage>([
	[1, "elemType", "int64"],
	[2, "shape", nested(() => shapeTable)],
]);

export interface TypeMessage {
	tensorType?: TensorTypeMessage;
}
export const typeTable: MessageTable<TypeMessage> = table<TypeMessage>([
	[1, "tensorType", nested(() => tensorTypeTable)],
]);

export interface ValueInfoMessage {
	name?: string;
	type?: TypeMessage;
}
export const valueInfoTable: MessageTable<ValueInfoMessage> = table<ValueInfoMessage>([
	[1, "name", "string"],
	[2, "type", nested(() => typeTable)],
]);

export interface TensorMessage {
	dims: number[];
	dataType?: number;
	segment?: Uint8Array;
	floatData: Uint8Array[];
	int32Data: Uint8Array[];
	stringData: Uint8Array[];
	int64Data: Uint8Array[];
	name?: string;
	rawData?: Uint8Array;
	doubleData: Uint8Array[];
	uint64Data: Uint8Array[];
	externalData: EntryMessage[];
	/** 0 in the message, 1 external. */
	dataLocation?: number;
}
export const tensorTable: MessageTable<TensorMessage> = table<TensorMessage>([
	[1, "dims", "int64", "repeated"],
	[2, "dataType", "int64"],
	[3, "segment", "bytes"],
	[4, "floatData", "chunk", "repeated"],
	[5, "int32Data", "chunk", "repeated"],
	[6, "stringData", "bytes", "repeated"],
	[7, "int64Data", "chunk", "repeated"],
	[8, "name", "string"],
	[9, "rawData", "bytes"],
	[10, "doubleData", "chunk", "repeated"],
	[11, "uint64Data", "chunk", "repeated"],
	[13, "externalData", nested(() => entryTable), "repeated"],
	[14, "dataLocation", "int64"],
]);

export interface AttributeMessage {
	name?: string;
	f?: number;
	i?: number;
	s?: Uint8Array;
	t?: TensorMessage;
	g?: GraphMessage;
	floats: number[];
	ints: number[];
	strings: Uint8Array[];
	type?: number;
	refAttrName?: string;
}
export const attributeTable: MessageTable<AttributeMessage> = table<AttributeMessage>([
	[1, "name", "string"],
	[2, "f", "float"],
	[3, "i", "int64"],
	[4, "s", "bytes"],
	[5, "t", nested(() => tensorTable)],
	[6, "g", nested(() => graphTable)],
	[7, "floats", "float", "repeated"],
	[8, "ints", "int64", "repeated"],
	[9, "strings", "bytes", "repeated"],
	[20, "type", "int64"],
	[21, "refAttrName", "string"],
]);

export interface NodeMessage extends Unread {
	input: string[];
	output: string[];
	name?: string;
	opType?: string;
	attribute: AttributeMessage[];
	domain?: string;
}
export const nodeTable: MessageTable<NodeMessage> = table<NodeMessage>([
	[1, "input", "string", "repeated"],
	[2, "output", "string", "repeated"],
	[3, "name", "string"],
	[4, "opType", "string"],
	[5, "attribute", nested(() => attributeTable), "repeated"],
	[7, "domain", "string"],
]);

export interface GraphMessage extends Unread {
	node: NodeMessage[];
	name?: string;
	initializer: TensorMessage[];
	input: ValueInfoMessage[];
	output: ValueInfoMessage[];
	valueInfo: ValueInfoMessage[];
}
export const graphTable: MessageTable<GraphMessage> = table<GraphMessage>([
	[1, "node", nested(() => nodeTable), "repeated"],
	[2, "name", "string"],
	[5, "initializer", nested(() => tensorTable), "repeated"],
	[11, "input", nested(() => valueInfoTable), "repeated"],
	[12, "output", nested(() => valueInfoTable), "repeated"],
	[13, "valueInfo", nested(() => valueInfoTable), "repeated"],
]);

export interface OpsetMessage {
	domain?: string;
	version?: number;
}
export const opsetTable: MessageTable<OpsetMessage> = table<OpsetMessage>([
	[1, "domain", "string"],
	[2, "version", "int64"],
]);

export interface ModelMessage extends Unread {
	irVersion?: number;
	producerName?: string;
	graph?: GraphMessage;
	opsetImport: OpsetMessage[];
	metadataProps: EntryMessage[];
}
export const modelTable: MessageTable<ModelMessage> = table<ModelMessage>([
	[1, "irVersion", "int64"],
	[2, "producerName", "string"],
	[7, "graph", nested(() => graphTable)],
	[8, "opsetImport", nested(() => opsetTable), "repeated"],
	[14, "metadataProps", nested(() => entryTable), "repeated"],
]);
