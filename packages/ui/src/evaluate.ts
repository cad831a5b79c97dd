/**
 * Entry `evaluate`: how far maps can be trusted, and runs beside each other.
 *
 * @example
 * ```tsx
 * import { CompareBoard } from "@lvlm-interpret/ui/evaluate";
 *
 * // Each run: label, model, question, image, and sequence, layouts and tokens of its Generation, with a Result.
 * <CompareBoard a={original} b={edited} />;
 * ```
 */
export type { AlignedPair } from "./compare/align-words.js";
export { alignWords } from "./compare/align-words.js";
export type { CompareBoardProps } from "./compare/compare-board.js";
export type { CompareRun } from "./compare/compare-run.js";
export type { RunHistoryProps } from "./compare/run-history.js";
export type { HistoryRun } from "./compare/run-tree.js";
export { CompareBoard, RunHistory } from "./compare/views.js";
export type { AgreementOptions } from "./evaluate/agreement-of.js";
export { agreementOf } from "./evaluate/agreement-of.js";
export type { DeletionInsertionChartProps } from "./evaluate/deletion-insertion-chart.js";
export type { FaithfulnessBadgeProps } from "./evaluate/faithfulness-badge.js";
export type { MethodAgreementProps } from "./evaluate/method-agreement.js";
export type { SanityCheck, SanityPanelProps } from "./evaluate/sanity-panel.js";
export { DeletionInsertionChart, FaithfulnessBadge, MethodAgreement, SanityPanel } from "./evaluate/views.js";
export { withImageMap } from "./relevance/image-map.js";
export { mapEvidence, preferredMap } from "./relevance/map-settings.js";
