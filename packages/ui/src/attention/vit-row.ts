/**
 * Whose look is shown: one patch's, the first leading position's (the class token), the mean of all patches, or what reaches a
 * position through all layers.
 */
export type VitMode = "patch" | "leading" | "mean" | "rollout";

/**
 * How much is looked at each patch.
 *
 * @param values  [positions, positions], FROM rows, leading positions first; for `rollout` one row [positions].
 * @param patch  FROM, for the mode `patch`.
 * @param leading  Positions before the patches.
 * @returns Float32Array [patches].
 */
export function vitRow(
	values: ArrayLike<number>,
	mode: VitMode,
	patch: number,
	leading: number,
	patches: number,
): Float32Array {
	const positions = leading + patches;
	const rowAt = (row: number): Float32Array =>
		Float32Array.from({ length: patches }, (_, key) => values[row * positions + leading + key] as number);
	if (mode === "rollout" || mode === "leading") return rowAt(0);
	if (mode === "patch") return rowAt(leading + patch);
	const mean = new Float32Array(patches);
	for (let row = 0; row < patches; row++) {
		for (let key = 0; key < patches; key++) {
			mean[key] = (mean[key] as number) + (values[(leading + row) * positions + leading + key] as number) / patches;
		}
	}
	return mean;
}
