// The object's mask on the model's regions, by area.
export { regionShares } from "@lvlm-interpret/explainers";
