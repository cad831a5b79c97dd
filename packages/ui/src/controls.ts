/**
 * Entry `controls`: what a person gives to a model, and how a run goes.
 *
 * @example
 * ```tsx
 * import { Conversation, ImageInput, imageToSend, ProgressPanel, trackProgress } from "@lvlm-interpret/ui/controls";
 *
 * <ImageInput value={images} onChange={setImages} />
 * <Conversation turns={turns} analysed={turn} onAnalyse={setTurn} onEditTurn={askAgain} />
 * <ProgressPanel phases={phases} />;
 *
 * // `image` of a request: await imageToSend(images[0]); in its onProgress:
 * setPhases((before) => trackProgress(before, progress, performance.now()));
 * ```
 */
export { formatBytes, formatSeconds } from "./controls/amounts.js";
export { webAddress } from "./controls/web-address.js";
export type { DeviceChoice, DevicePickerProps } from "./input/device-picker.js";
export { DevicePicker, deviceNames } from "./input/device-picker.js";
export { replayEdits } from "./input/editor/edit-buffer.js";
export type { Area, EditOp, Fill, Point } from "./input/editor/edit-ops.js";
export type { ImageEditorProps, PictureEdit } from "./input/editor/image-editor.js";
export { ImageEditor } from "./input/editor/image-editor.js";
export type { PatchGrid } from "./input/editor/patch-grid.js";
export { patchGridOf } from "./input/editor/patch-grid.js";
export { opText } from "./input/editor/stroke-op.js";
export type { ExampleChoice, ExampleGalleryProps } from "./input/example-gallery.js";
export { ExampleGallery } from "./input/example-gallery.js";
export { fetchPicture } from "./input/fetch-picture.js";
export { fitCaption, fitShares } from "./input/fit-caption.js";
export type { ImageInputProps } from "./input/image-input.js";
export { ImageInput } from "./input/image-input.js";
export type { ImageSource, InputImage } from "./input/input-image.js";
export { imageToSend, isScaled, withEdits } from "./input/input-image.js";
export type { MethodChoice, MethodPickerProps } from "./input/method-picker.js";
export { MethodPicker } from "./input/method-picker.js";
export type { ModelChoice, ModelPickerProps } from "./input/model-picker.js";
export { ModelPicker } from "./input/model-picker.js";
export type { PreprocessPickerProps, PreprocessPreview } from "./input/preprocess-picker.js";
export { PreprocessPicker } from "./input/preprocess-picker.js";
export type { PromptEditorProps } from "./input/prompt-editor.js";
export { PromptEditor } from "./input/prompt-editor.js";
export type { PromptVariants } from "./input/prompt-variants.js";
export type { ReadPictureOptions } from "./input/read-picture.js";
export { readPicture } from "./input/read-picture.js";
export type { SamplingPanelProps } from "./input/sampling-panel.js";
export { SamplingPanel } from "./input/sampling-panel.js";
export type { SamplingCapability, SamplingValue } from "./input/sampling-value.js";
export { defaultSampling, samplingCapabilities, samplingSummary } from "./input/sampling-value.js";
export type { ConversationProps } from "./run/conversation.js";
export { Conversation } from "./run/conversation.js";
export type { ConversationTurn } from "./run/conversation-turn.js";
export type { DeviceBadgeProps } from "./run/device-badge.js";
export { DeviceBadge } from "./run/device-badge.js";
export type { ProgressPanelProps } from "./run/progress-panel.js";
export { ProgressPanel } from "./run/progress-panel.js";
export { phaseNames, progressSentence } from "./run/progress-words.js";
export type { RunControlsProps, RunEstimate, RunState } from "./run/run-controls.js";
export { RunControls } from "./run/run-controls.js";
export { readableEnd } from "./run/split-sentences.js";
export type { StatusBarProps, StatusMessage } from "./run/status-bar.js";
export { StatusBar } from "./run/status-bar.js";
export type { PhaseProgress } from "./run/track-progress.js";
export { endProgress, secondsLeft, trackProgress } from "./run/track-progress.js";
