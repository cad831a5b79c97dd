import { type ClipboardEvent, type JSX, useId, useRef, useState } from "react";
import { Glyph, type GlyphName } from "../controls/glyph.js";
import { type CommonProps, Root } from "../theme/root.js";
import { inputStyles } from "../theme/styles-input.js";
import { AddressField } from "./address-field.js";
import { Camera, hasCamera } from "./camera.js";
import { ImageTray } from "./image-tray.js";
import type { ImageSource, InputImage } from "./input-image.js";
import { PictureCanvas } from "./picture-canvas.js";
import { defaultMaxPixels, type ReadPictureOptions } from "./read-picture.js";
import { usePictureTaking } from "./use-picture-taking.js";

const everySource: readonly ImageSource[] = ["browse", "drop", "paste", "url", "camera"];

export interface ImageInputProps extends CommonProps, ReadPictureOptions {
	/** The pictures, in their order. They stay until somebody takes them out: sending does not clear them. */
	readonly value: readonly InputImage[];
	readonly onChange: (value: readonly InputImage[]) => void;
	/** Default 1: another picture takes the place of the one that is there. */
	readonly maxImages?: number;
	/** Default: all; the camera only where the page may ask for one. */
	readonly sources?: readonly ImageSource[];
	/** Pictures to use again. Default: those that were taken out or replaced here, the last four. */
	readonly previous?: readonly InputImage[];
	/** Shows “Edit” at each picture. */
	readonly onEdit?: (image: InputImage) => void;
	/** While a run holds the pictures. */
	readonly isDisabled?: boolean;
	/** Default "Picture", or "Pictures" where several may be given. */
	readonly title?: string;
}

/** Pictures for the model: dropped, pasted, chosen, fetched by address or taken by the camera. */
export function ImageInput(props: ImageInputProps): JSX.Element {
	const { value, maxImages = 1, sources = everySource, onEdit, isDisabled = false } = props;
	const { maxPixels = defaultMaxPixels, title = maxImages > 1 ? "Pictures" : "Picture" } = props;
	const id = useId();
	const [isOver, setOver] = useState(false);
	const [panel, setPanel] = useState<"url" | "camera">();
	const box = useRef<HTMLFieldSetElement>(null);
	const browse = useRef<HTMLInputElement>(null);
	const taking = usePictureTaking({ ...props, maxImages, maxPixels });
	const { reading, problems } = taking;
	const canAdd = !isDisabled;
	const has = (source: ImageSource): boolean => sources.includes(source) && (source !== "camera" || hasCamera());
	const again = (props.previous ?? taking.gone).filter((one) => !value.some((other) => other.id === one.id));
	const onPaste = (event: ClipboardEvent): void => {
		// Text that is pasted into the address is text.
		if ((event.target as HTMLElement).closest("input") && event.clipboardData.files.length === 0) return;
		event.preventDefault();
		taking.takeData(event.clipboardData, "paste");
	};
	const remove = (image: InputImage): void => {
		const at = value.indexOf(image);
		taking.remove(image);
		requestAnimationFrame(() => {
			const left = box.current?.querySelectorAll<HTMLElement>("[data-remove]") ?? [];
			(left[Math.min(at, left.length - 1)] ?? box.current)?.focus();
		});
	};
	const button = (glyph: GlyphName, label: string, onClick: () => void, isExpanded?: boolean): JSX.Element => (
		<button
			type="button"
			className="lvlm-button lvlm-outlined"
			aria-expanded={isExpanded}
			disabled={!canAdd}
			onClick={onClick}
		>
			<Glyph name={glyph} />
			{label}
		</button>
	);
	const ways = [has("drop") && "Drop", has("paste") && "paste"].filter(Boolean).join(" or ");
	const which = value.length === 0 ? "a picture" : maxImages > 1 ? "more" : "another";
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={inputStyles}>
			<fieldset
				ref={box}
				className="lvlm-control lvlm-input"
				data-over={isOver || undefined}
				aria-labelledby={`${id}-title`}
				aria-busy={reading.length > 0 || undefined}
				tabIndex={-1}
				onPaste={canAdd && has("paste") ? onPaste : undefined}
				onDragOver={(event) => {
					if (!canAdd || !has("drop")) return;
					event.preventDefault();
					setOver(true);
				}}
				onDragLeave={(event) => {
					if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
				}}
				onDrop={(event) => {
					event.preventDefault();
					setOver(false);
					if (canAdd && has("drop")) taking.takeData(event.dataTransfer, "drop");
				}}
			>
				<div id={`${id}-title`} className="lvlm-control-title">
					{title}
				</div>
				{value.length > 0 && (
					<ImageTray images={value} isDisabled={isDisabled} onEdit={onEdit} onMove={taking.move} onRemove={remove} />
				)}
				{panel === "camera" ? (
					<Camera
						maxPixels={maxPixels}
						onTake={(picture) => {
							setPanel(undefined);
							taking.takeCamera(picture);
							box.current?.focus();
						}}
						onClose={() => setPanel(undefined)}
					/>
				) : (
					<div className="lvlm-drop" data-filled={value.length > 0 || undefined}>
						{ways && (
							<span className="lvlm-drop-words">
								{value.length === 0 && <Glyph name="picture" />}
								{`${ways.replace(/^p/, "P")} ${which} here, or`}
							</span>
						)}
						<span className="lvlm-tools">
							{has("browse") && button("picture", "Choose", () => browse.current?.click())}
							{has("paste") && button("paste", "Paste", () => void taking.pasteByButton())}
							{has("url") &&
								button("link", "Address", () => setPanel(panel === "url" ? undefined : "url"), panel === "url")}
							{has("camera") && button("camera", "Camera", () => setPanel("camera"))}
						</span>
						<input
							ref={browse}
							type="file"
							accept="image/*"
							multiple={maxImages > 1}
							hidden
							aria-label={title}
							onChange={(event) => {
								const files = [...(event.target.files ?? [])];
								// The same file can be chosen again.
								event.target.value = "";
								if (files.length > 0) void taking.takeFiles(files, "browse");
							}}
						/>
					</div>
				)}
				{panel === "url" && (
					<AddressField
						isBusy={reading.length > 0}
						onClose={() => setPanel(undefined)}
						onTake={async (address) => {
							if (await taking.takeAddress(address, "url")) setPanel(undefined);
						}}
					/>
				)}
				{reading.length > 0 && (
					<div className="lvlm-partial" role="status">
						<progress className="lvlm-progress" aria-label="Reading" />
						<span>
							Reading <bdi>{reading.join(", ")}</bdi> …
						</span>
					</div>
				)}
				{problems.length > 0 && (
					<div role="alert" className="lvlm-problem">
						<div>
							{problems.map((problem) => (
								<p key={problem}>
									<bdi>{problem}</bdi>
								</p>
							))}
						</div>
						<button
							type="button"
							className="lvlm-button lvlm-icon"
							aria-label="Dismiss"
							onClick={() => taking.setProblems([])}
						>
							<Glyph name="close" />
						</button>
					</div>
				)}
				{again.length > 0 && (
					// biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a fieldset.
					<div className="lvlm-again" role="group" aria-label="Use again">
						<span className="lvlm-muted">Use again</span>
						{again.map((image) => (
							<button
								key={image.id}
								type="button"
								className="lvlm-again-picture"
								aria-label={`Use again: ${image.name}`}
								title={image.name}
								disabled={!canAdd}
								onClick={() => taking.add([image])}
							>
								<PictureCanvas picture={image.picture} />
							</button>
						))}
					</div>
				)}
				<p role="status" className="lvlm-hidden">
					{taking.said}
				</p>
			</fieldset>
		</Root>
	);
}
