/** Activation functions by their Hugging Face names; the graph knows four, of which some have several names. */
export const activations = {
	gelu: "gelu",
	gelu_python: "gelu",
	gelu_new: "gelu-tanh",
	gelu_fast: "gelu-tanh",
	gelu_pytorch_tanh: "gelu-tanh",
	gelu_python_tanh: "gelu-tanh",
	gelu_accurate: "gelu-tanh",
	quick_gelu: "quick-gelu",
	silu: "silu",
	swish: "silu",
	relu: "relu",
} as const;

export type ActivationName = keyof typeof activations;
export type Activation = (typeof activations)[ActivationName];

export const activationNames: readonly ActivationName[] = Object.keys(activations) as ActivationName[];
