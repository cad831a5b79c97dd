import type { InputImage } from "@lvlm-interpret/ui/controls";
import { type JSX, useEffect, useState } from "react";
import { hashAddress } from "../link/kept-run.js";
import type { LinkRequest } from "../link/link-request.js";
import { pictureHash } from "../runs/picture-hash.js";

export interface LinkNoteProps {
	readonly request: LinkRequest;
	/** The picture that was given. */
	readonly image: InputImage | undefined;
}

/** Whether a given picture is the one that a link names by its content; undefined where nothing can be said. */
function useIsMeant(wanted: string | undefined, image: InputImage | undefined): boolean | undefined {
	const [known, setKnown] = useState<{ readonly image: InputImage; readonly isMeant: boolean }>();
	useEffect(() => {
		if (!image || !wanted?.startsWith("sha256:")) return;
		void pictureHash(image.picture).then((hash) => {
			if (hash !== undefined) setKnown({ image, isMeant: hashAddress(hash) === wanted });
		});
	}, [image, wanted]);
	return known?.image === image ? known?.isMeant : undefined;
}

/** What became of a link's picture, and whether the one that was given in its place is that. */
export function LinkNote({ request: { link, message }, image }: LinkNoteProps): JSX.Element {
	const isMeant = useIsMeant(link.picture, image);
	return (
		<p className="caution" role="status">
			{isMeant === undefined
				? message
				: isMeant
					? "This is the picture of the link. Ask, and what the link picks is shown."
					: "This is another picture than the link's, or its pixels were changed: what the link picks may lie elsewhere."}
		</p>
	);
}
