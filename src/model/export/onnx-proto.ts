/**
 * ONNX's messages as bytes, by pbf: the part of onnx.proto that a feed-forward network takes. Field numbers are
 * those of the specification, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */
import { PbfWriter } from 'pbf';

/** The value of a node's attribute: a number with a fraction, a whole one, or several of these. */
export type Attribute =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly ints: readonly number[] };

/** One operation. */
export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A constant, row-major. */
export interface Tensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

/** An input or output of the graph: float32, its first dimension any number of examples. */
export interface Port {
  readonly name: string;
  /** Behind the first. */
  readonly dims: readonly number[];
}

/** A model with one input and one output. */
export interface Graph {
  readonly name: string;
  readonly input: Port;
  readonly output: Port;
  readonly nodes: readonly Node[];
  readonly constants: readonly Tensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Version 7 of the format with operators of version 13: what runtimes since 2020 read. */
const IR_VERSION = 7;
const OPERATORS = 13;
/** TensorProto.DataType */
const FLOAT = 1;
const INT64 = 7;
/** AttributeProto.AttributeType */
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;

/** The bytes of a ModelProto. */
export function onnxModel(graph: Graph): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, 'dnn');
  pbf.writeMessage(7, writeGraph, graph);
  pbf.writeMessage(8, writeOperators, OPERATORS);
  for (const entry of Object.entries(graph.metadata)) pbf.writeMessage(14, writeEntry, entry);
  return pbf.finish();
}

function writeGraph({ name, input, output, nodes, constants }: Graph, pbf: PbfWriter): void {
  for (const node of nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, name);
  for (const tensor of constants) pbf.writeMessage(5, writeTensor, tensor);
  pbf.writeMessage(11, writePort, input);
  pbf.writeMessage(12, writePort, output);
}

function writeNode({ op, inputs, output, attributes }: Node, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input);
  pbf.writeStringField(2, output);
  pbf.writeStringField(3, output);
  pbf.writeStringField(4, op);
  for (const attribute of Object.entries(attributes)) pbf.writeMessage(5, writeAttribute, attribute);
}

function writeAttribute([name, value]: [string, Attribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if ('float' in value) {
    pbf.writeFloatField(2, value.float);
    pbf.writeVarintField(20, ATTRIBUTE.float);
  } else if ('int' in value) {
    pbf.writeVarintField(3, value.int);
    pbf.writeVarintField(20, ATTRIBUTE.int);
  } else {
    for (const int of value.ints) pbf.writeVarintField(8, int);
    pbf.writeVarintField(20, ATTRIBUTE.ints);
  }
}

function writeTensor({ name, dims, values }: Tensor, pbf: PbfWriter): void {
  for (const dim of dims) pbf.writeVarintField(1, dim);
  pbf.writeVarintField(2, values instanceof Float32Array ? FLOAT : INT64);
  pbf.writeStringField(8, name);
  pbf.writeBytesField(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

function writePort({ name, dims }: Port, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, writeType, dims);
}

/** TypeProto with its tensor_type. */
function writeType(dims: readonly number[], pbf: PbfWriter): void {
  pbf.writeMessage(1, writeTensorType, dims);
}

function writeTensorType(dims: readonly number[], pbf: PbfWriter): void {
  pbf.writeVarintField(1, FLOAT);
  pbf.writeMessage(2, writeShape, dims);
}

function writeShape(dims: readonly number[], pbf: PbfWriter): void {
  pbf.writeMessage(1, (name, dim) => dim.writeStringField(2, name), 'batch');
  for (const size of dims) pbf.writeMessage(1, (value, dim) => dim.writeVarintField(1, value), size);
}

/** The operators' own domain has the empty name. */
function writeOperators(version: number, pbf: PbfWriter): void {
  pbf.writeStringField(1, '');
  pbf.writeVarintField(2, version);
}

function writeEntry([key, value]: [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(1, key);
  pbf.writeStringField(2, value);
}
