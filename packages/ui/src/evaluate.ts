/** Entry `evaluate`: how far maps can be trusted, and runs beside each other. */
export type { DeletionInsertionChartProps } from "./evaluate/deletion-insertion-chart.js";
export type { FaithfulnessBadgeProps } from "./evaluate/faithfulness-badge.js";
export type { MethodAgreementProps } from "./evaluate/method-agreement.js";
export type { SanityCheck, SanityPanelProps } from "./evaluate/sanity-panel.js";
export { DeletionInsertionChart, FaithfulnessBadge, MethodAgreement, SanityPanel } from "./evaluate/views.js";
