/** The operators that the table holds, by family. Adding a name here makes leaving out its entry a compile error. */
export type ElementwiseName =
	| "Abs"
	| "Neg"
	| "Sqrt"
	| "Exp"
	| "Log"
	| "Erf"
	| "Tanh"
	| "Sigmoid"
	| "Reciprocal"
	| "Sin"
	| "Cos"
	| "Floor"
	| "Ceil"
	| "Round"
	| "Sign"
	| "Relu"
	| "Softplus"
	| "Gelu"
	| "Not"
	| "And"
	| "Or"
	| "Equal"
	| "Greater"
	| "GreaterOrEqual"
	| "Less"
	| "LessOrEqual"
	| "Add"
	| "Sub"
	| "Mul"
	| "Div"
	| "Pow"
	| "Max"
	| "Min"
	| "Mod"
	| "Where"
	| "Clip"
	| "Cast"
	| "Identity";
export type ReduceName =
	| "ReduceSum"
	| "ReduceMean"
	| "ReduceMax"
	| "ReduceMin"
	| "ReduceProd"
	| "ReduceLogSumExp"
	| "ReduceL2"
	| "ReduceSumSquare";
export type LaneName = "ArgMax" | "ArgMin" | "CumSum" | "TopK" | "Softmax" | "LogSoftmax";
export type MatMulName = "MatMul" | "Gemm";
export type EinsumName = "Einsum";
export type NormalizationName = "LayerNormalization" | "RMSNormalization" | "SimplifiedLayerNormalization";
export type ShapeName = "Reshape" | "Flatten" | "Squeeze" | "Unsqueeze" | "Transpose" | "Shape" | "Size" | "Expand";
export type PieceName = "Concat" | "Split" | "Slice" | "Tile" | "Pad" | "Trilu";
export type ConstantName = "Range" | "Constant" | "ConstantOfShape" | "EyeLike";
export type GatherName = "Gather" | "GatherElements" | "GatherND" | "OneHot" | "NonZero";
export type ScatterName = "ScatterND" | "ScatterElements";
export type ConvolutionName = "Conv";
export type ControlName = "If";
export type MicrosoftName =
	| "SimplifiedLayerNormalization"
	| "SkipSimplifiedLayerNormalization"
	| "SkipLayerNormalization"
	| "LayerNormalization"
	| "FusedMatMul"
	| "Gelu"
	| "QuickGelu"
	| "FastGelu"
	| "BiasGelu"
	| "RotaryEmbedding"
	| "MultiHeadAttention"
	| "GroupQueryAttention";
/** Operators of ai.onnx (domain ""). ONNX Runtime keeps SimplifiedLayerNormalization there too. */
export type OnnxName =
	| ElementwiseName
	| ReduceName
	| LaneName
	| MatMulName
	| EinsumName
	| NormalizationName
	| ShapeName
	| PieceName
	| ConstantName
	| GatherName
	| ScatterName
	| ConvolutionName
	| ControlName;
/** Supported operators by domain. */
export interface OperatorNames {
	"": OnnxName;
	"com.microsoft": MicrosoftName;
}
