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
export type { Area, EditOp, Fill, Point } from "./input/editor/edit-ops.js";
export type { ImageInputProps } from "./input/image-input.js";
export { ImageInput } from "./input/image-input.js";
export type { ImageSource, InputImage } from "./input/input-image.js";
export { imageToSend, isScaled, withEdits } from "./input/input-image.js";
export type { ReadPictureOptions } from "./input/read-picture.js";
export { readPicture } from "./input/read-picture.js";
export type { SamplingPanelProps } from "./input/sampling-panel.js";
export { SamplingPanel } from "./input/sampling-panel.js";
export type { SamplingCapability, SamplingValue } from "./input/sampling-value.js";
export { defaultSampling, samplingCapabilities, samplingSummary } from "./input/sampling-value.js";
export type { ConversationProps } from "./run/conversation.js";
export { Conversation } from "./run/conversation.js";
export type { ConversationTurn } from "./run/conversation-turn.js";
export type { ProgressPanelProps } from "./run/progress-panel.js";
export { ProgressPanel } from "./run/progress-panel.js";
export { phaseNames, progressSentence } from "./run/progress-words.js";
export { readableEnd } from "./run/split-sentences.js";
export type { PhaseProgress } from "./run/track-progress.js";
export { endProgress, secondsLeft, trackProgress } from "./run/track-progress.js";
