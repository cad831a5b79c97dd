/**
 * The views of LVLM-Interpret: React components on typed arrays.
 *
 * @example
 * ```tsx
 * import { LvlmUiProvider, TokenStrip } from "@lvlm-interpret/ui";
 *
 * <LvlmUiProvider theme="light">
 *   <TokenStrip tokens={result.sequence.tokens} values={imageShare} unit="share of mass" />
 * </LvlmUiProvider>;
 * ```
 */

export type { AttentionLinksProps } from "./attention/attention-links.js";
export type { AttentionLinksPanelProps } from "./attention/attention-links-panel.js";
export type { AttentionMatrixProps } from "./attention/attention-matrix.js";
export type { AttentionMatrixPanelProps } from "./attention/attention-matrix-panel.js";
export type { AxisToken } from "./attention/axis-tokens.js";
export { axisTokens } from "./attention/axis-tokens.js";
export type { HeadFinderProps, HeadMetric } from "./attention/head-finder.js";
export type { HeadGalleryProps } from "./attention/head-gallery.js";
export type { HeadGalleryPanelProps } from "./attention/head-gallery-panel.js";
export type { HeadStripProps } from "./attention/head-strip.js";
export type { ImageToTokenProps } from "./attention/image-to-token.js";
export type { LayerHeadMatrixProps } from "./attention/layer-head-matrix.js";
export type { LayerHeadPanelProps } from "./attention/layer-head-panel.js";
export type { LayerHeadPickerProps } from "./attention/layer-head-picker.js";
export type { AxisPictures } from "./attention/matrix-axes.js";
export type { TokenToImageProps } from "./attention/token-to-image.js";
export {
	AttentionLinks,
	AttentionLinksPanel,
	AttentionMatrix,
	AttentionMatrixPanel,
	HeadFinder,
	HeadGallery,
	HeadGalleryPanel,
	HeadStrip,
	ImageToToken,
	LayerHeadMatrix,
	LayerHeadPanel,
	LayerHeadPicker,
	TokenToImage,
	VitAttentionPanel,
	VitAttentionView,
} from "./attention/views.js";
export type { VitAttentionPanelProps } from "./attention/vit-attention-panel.js";
export type { VitAttentionViewProps } from "./attention/vit-attention-view.js";
export type { VitMode } from "./attention/vit-row.js";
export type { ColorScaleControlProps } from "./foundation/color-scale-control.js";
export type { ExportMenuProps, ViewExport } from "./foundation/export-menu.js";
export { ExportMenu } from "./foundation/export-menu.js";
export type { LegendMarker, LegendProps } from "./foundation/legend.js";
export { Legend } from "./foundation/legend.js";
export { ColorScaleControl } from "./foundation/scale-control.js";
export { ShortcutSheet } from "./foundation/sheet.js";
export type { ShortcutSheetProps } from "./foundation/shortcut-sheet.js";
export type {
	ShortcutAction,
	ShortcutBindings,
	ShortcutHandlers,
	ShortcutProviderProps,
} from "./foundation/shortcuts.js";
export { defaultBindings, ShortcutProvider, useBindings, useShortcuts } from "./foundation/shortcuts.js";
export type { TableData } from "./foundation/table-data.js";
export type { ViewFrameProps } from "./foundation/view-frame.js";
export { ViewFrame } from "./foundation/view-frame.js";
export type { ViewStatus } from "./foundation/view-status.js";
export type { MapComparison } from "./image/compare-maps.js";
export { compareMaps } from "./image/compare-maps.js";
export type { FrameStripProps, StripFrame } from "./image/frame-strip.js";
export type { DiffMode, HeatmapDiffProps, NamedMap } from "./image/heatmap-diff.js";
export type { ImageStageProps } from "./image/image-stage.js";
export { patchCaption, topCells } from "./image/patch-caption.js";
export type { PatchHeatmapProps } from "./image/patch-heatmap.js";
export { PatchHeatmap } from "./image/patch-heatmap.js";
export type { PatchSelectorProps, PatchTool } from "./image/patch-selector.js";
export type { TileSpec } from "./image/picture-tiles.js";
export type { GalleryItem, RelevanceGalleryProps } from "./image/relevance-gallery.js";
export type { SinkMaskProps, SinkMode } from "./image/sink-mask.js";
export type { SinkCandidate } from "./image/sinks.js";
export { sinksOf, suspectedSinks } from "./image/sinks.js";
export type { TileNavigatorProps } from "./image/tile-navigator.js";
export type { TruthMask } from "./image/truth-mask.js";
export {
	FrameStrip,
	HeatmapDiff,
	ImageStage,
	PatchSelector,
	RelevanceGallery,
	SinkMask,
	TileNavigator,
} from "./image/views.js";
export type { LvlmUiProviderProps } from "./selection/provider.js";
export { LvlmUiProvider } from "./selection/provider.js";
export type { HeadRef, Selection, SelectionChannel, SelectionState, SelectionStore } from "./selection/store.js";
export { createSelectionStore } from "./selection/store.js";
export { useSelection, useSelectionChange, useSelectionStore } from "./selection/use-selection.js";
export type { Theme } from "./theme/context.js";
export type { CommonProps } from "./theme/root.js";
export { styles } from "./theme/styles.js";
export type { PromptMapProps } from "./tokens/prompt-map.js";
export type { PromptRun } from "./tokens/prompt-runs.js";
export { promptRuns } from "./tokens/prompt-runs.js";
export { tokenCaption } from "./tokens/token-caption.js";
export type { Candidate, TokenInspectorProps } from "./tokens/token-inspector.js";
export type { TokenPlayerProps } from "./tokens/token-player.js";
export type { FrameProps, TokenStripProps } from "./tokens/token-strip.js";
export { TokenStrip } from "./tokens/token-strip.js";
export type { Granularity, StripToken, TokenUnit, WordReduce } from "./tokens/token-units.js";
export { tokenUnits } from "./tokens/token-units.js";
export { PromptMap, TokenInspector, TokenPlayer } from "./tokens/views.js";
