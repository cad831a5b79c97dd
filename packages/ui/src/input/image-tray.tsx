import { type JSX, useRef, useState } from "react";
import { Glyph } from "../controls/glyph.js";
import { type InputImage, isScaled } from "./input-image.js";
import { PictureCanvas } from "./picture-canvas.js";

const dragType = "application/x-lvlm-picture";

export interface ImageTrayProps {
	readonly images: readonly InputImage[];
	readonly isDisabled: boolean;
	readonly onEdit?: (image: InputImage) => void;
	readonly onMove: (from: number, to: number) => void;
	readonly onRemove: (image: InputImage) => void;
}

function sizeText(image: InputImage): string {
	const { picture, width, height, ops } = image;
	const size = `${picture.width} × ${picture.height}`;
	const parts = [
		isScaled(image) ? `scaled from ${width} × ${height}` : "",
		ops?.length ? `${ops.length} ${ops.length === 1 ? "edit" : "edits"}` : "",
	].filter(Boolean);
	return [size, ...parts].join(", ");
}

/** The pictures that were given, in their order: edit, move, take out. */
export function ImageTray({ images, isDisabled, onEdit, onMove, onRemove }: ImageTrayProps): JSX.Element {
	const [over, setOver] = useState<number>();
	const list = useRef<HTMLUListElement>(null);
	const hasOrder = images.length > 1;
	/** A button that can no longer be pressed gives the focus to the other one of its picture. */
	const move = (from: number, to: number, button: HTMLButtonElement): void => {
		onMove(from, to);
		requestAnimationFrame(() => {
			if (!button.disabled) button.focus();
			else (button.parentElement?.querySelector("button:not(:disabled)") as HTMLElement | null)?.focus();
		});
	};
	return (
		<ul ref={list} className="lvlm-tray" data-many={hasOrder || undefined} aria-label="Pictures">
			{images.map((image, index) => (
				<li
					key={image.id}
					className="lvlm-tray-item"
					data-over={over === index || undefined}
					draggable={hasOrder && !isDisabled}
					onDragStart={(event) => {
						event.dataTransfer.setData(dragType, String(index));
						event.dataTransfer.effectAllowed = "move";
					}}
					onDragOver={(event) => {
						if (!event.dataTransfer.types.includes(dragType)) return;
						event.preventDefault();
						event.stopPropagation();
						setOver(index);
					}}
					onDragLeave={() => setOver(undefined)}
					onDrop={(event) => {
						if (!event.dataTransfer.types.includes(dragType)) return;
						event.preventDefault();
						event.stopPropagation();
						setOver(undefined);
						onMove(Number(event.dataTransfer.getData(dragType)), index);
					}}
				>
					<PictureCanvas
						className="lvlm-tray-picture"
						picture={image.picture}
						label={hasOrder ? `Picture ${index + 1}: ${image.name}` : image.name}
					/>
					<div className="lvlm-tray-text">
						<bdi className="lvlm-tray-name" title={image.name}>
							{image.name}
						</bdi>
						<span className="lvlm-muted lvlm-number">{sizeText(image)}</span>
					</div>
					{/* biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a fieldset. */}
					<div className="lvlm-tray-tools" role="group" aria-label={`Picture ${index + 1}`}>
						{hasOrder && (
							<>
								<button
									type="button"
									className="lvlm-button lvlm-icon"
									aria-label="Move earlier"
									disabled={isDisabled || index === 0}
									onClick={(event) => move(index, index - 1, event.currentTarget)}
								>
									<Glyph name="earlier" />
								</button>
								<button
									type="button"
									className="lvlm-button lvlm-icon"
									aria-label="Move later"
									disabled={isDisabled || index === images.length - 1}
									onClick={(event) => move(index, index + 1, event.currentTarget)}
								>
									<Glyph name="later" />
								</button>
							</>
						)}
						{onEdit && (
							<button type="button" className="lvlm-button" disabled={isDisabled} onClick={() => onEdit(image)}>
								<Glyph name="edit" />
								Edit
							</button>
						)}
						<button
							type="button"
							className="lvlm-button"
							data-remove=""
							disabled={isDisabled}
							onClick={() => onRemove(image)}
						>
							<Glyph name="bin" />
							Remove
						</button>
					</div>
				</li>
			))}
		</ul>
	);
}
