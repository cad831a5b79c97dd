/**
 * Where a weight may stand, by generation of the transformers library. Our own names are those of the model in memory in
 * transformers 5 ("model.language_model.layers.0.…"); the first stored prefix is the one of the llava-hf files.
 * Source: transformers 5.18, conversion_mapping.py, "llava" and "LlavaModel".
 */
const prefixes: readonly { readonly ours: string; readonly stored: readonly string[] }[] = [
	{ ours: "model.language_model.", stored: ["language_model.model.", "model.language_model.", "language_model."] },
	{ ours: "lm_head.", stored: ["language_model.lm_head.", "lm_head."] },
	{
		ours: "model.vision_tower.",
		stored: ["vision_tower.vision_model.", "vision_tower.", "model.vision_tower.", "model.vision_tower.vision_model."],
	},
	{ ours: "model.multi_modal_projector.", stored: ["multi_modal_projector.", "model.multi_modal_projector."] },
];

/** The names under which `name` (one of ours) may be stored, most likely first. */
export function storedNames(name: string): string[] {
	const entry = prefixes.find(({ ours }) => name.startsWith(ours));
	return entry ? entry.stored.map((prefix) => prefix + name.slice(entry.ours.length)) : [name];
}
