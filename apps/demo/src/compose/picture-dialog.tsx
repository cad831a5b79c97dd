import type { ImageLayout } from "@lvlm-interpret/core";
import { ImageEditor, type InputImage, patchGridOf, withEdits } from "@lvlm-interpret/ui/controls";
import { type JSX, useEffect, useRef } from "react";

export interface PictureDialogProps {
	readonly image: InputImage;
	/** Where the model's patches lie on the picture before its edits, where that is known. */
	readonly layout: ImageLayout | undefined;
	/** Undefined: nothing was changed. */
	readonly onDone: (image: InputImage | undefined) => void;
}

/** The editor of the picture, over the page. */
export function PictureDialog({ image, layout, onDone }: PictureDialogProps): JSX.Element {
	const dialog = useRef<HTMLDialogElement>(null);
	useEffect(() => {
		dialog.current?.showModal();
	}, []);
	return (
		<dialog ref={dialog} className="dialog" aria-label="Edit the picture" onClose={() => onDone(undefined)}>
			<ImageEditor
				image={image.unedited ?? image.picture}
				ops={image.ops ?? []}
				patchGrid={(width, height) =>
					layout && layout.imageWidth === width && layout.imageHeight === height ? patchGridOf(layout) : undefined
				}
				onDone={(edit) => onDone(withEdits(image, edit))}
				onCancel={() => onDone(undefined)}
			/>
		</dialog>
	);
}
