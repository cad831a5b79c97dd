import type { ImageLayout, Preprocess, Rect, RgbImage } from "@lvlm-interpret/core";
import { type JSX, useEffect, useId, useRef, useState } from "react";
import { Segmented } from "../foundation/segmented.js";
import { unbroken } from "../foundation/unbroken.js";
import { type CommonProps, Root } from "../theme/root.js";
import { inputStyles } from "../theme/styles-input.js";
import { fitCaption } from "./fit-caption.js";
import { FittedPicture } from "./fitted-picture.js";
import { PictureCanvas } from "./picture-canvas.js";

/** What a model would read of a picture. */
export interface PreprocessPreview {
	/** The exact input, before it is rescaled and normalised. */
	readonly picture: RgbImage;
	/** Where its patches lie on the original. */
	readonly layout: ImageLayout;
	/** Of a model that cuts pictures up: its tiles, in pixels of the original. */
	readonly tiles?: readonly Rect[];
}

const choices: readonly { readonly value: Preprocess; readonly label: string; readonly hint: string }[] = [
	{ value: "default", label: "Model's own", hint: "As the model was trained to see." },
	{ value: "crop", label: "Crop", hint: "Scaled to cover the input; what sticks out is not seen." },
	{ value: "resize", label: "Resize", hint: "Stretched to the input: all of it is seen, out of shape." },
	{ value: "pad", label: "Pad", hint: "Scaled to lie inside the input: all of it is seen, smaller, between bars." },
];

export interface PreprocessPickerProps extends CommonProps {
	readonly value: Preprocess;
	readonly onChange: (value: Preprocess) => void;
	/** Which are offered. Default: all four. */
	readonly options?: readonly Preprocess[];
	/** The picture that is to be asked about; without one nothing is previewed. */
	readonly image?: RgbImage;
	/** What the model would read of the picture: the engine's `prepare`. It should be the same function while model and picture are. */
	readonly preview?: (value: Preprocess, signal: AbortSignal) => Promise<PreprocessPreview>;
	readonly isDisabled?: boolean;
	/** Default "Fit to the model". */
	readonly title?: string;
}

/** How a picture is made to fit the model, with a preview of exactly what the model reads, and of what it does not. */
export function PreprocessPicker(props: PreprocessPickerProps): JSX.Element {
	const { value, onChange, options, image, preview, isDisabled = false, title = "Fit to the model" } = props;
	const id = useId();
	const [shown, setShown] = useState<{ readonly for: Preprocess; readonly result: PreprocessPreview }>();
	const [failure, setFailure] = useState<string>();
	const asked = useRef<AbortController>(undefined);
	useEffect(() => {
		if (!image || !preview) {
			setShown(undefined);
			return;
		}
		const controller = new AbortController();
		asked.current = controller;
		setFailure(undefined);
		preview(value, controller.signal).then(
			(result) => !controller.signal.aborted && setShown({ for: value, result }),
			(error: unknown) => {
				if (controller.signal.aborted) return;
				setShown(undefined);
				setFailure(error instanceof Error ? error.message : String(error));
			},
		);
		return () => controller.abort();
	}, [value, image, preview]);
	const offered = choices.filter((one) => !options || options.includes(one.value));
	const isCurrent = shown?.for === value;
	const caption = image && shown && isCurrent ? fitCaption(shown.result) : "";
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={inputStyles}>
			<section className="lvlm-control" aria-labelledby={`${id}-title`}>
				<h2 id={`${id}-title`} className="lvlm-control-title">
					{title}
				</h2>
				<fieldset className="lvlm-bare lvlm-choice" disabled={isDisabled} aria-describedby={`${id}-hint`}>
					<Segmented label={title} options={offered} value={value} onChange={onChange} />
				</fieldset>
				<p id={`${id}-hint`} className="lvlm-hint">
					{offered.find((one) => one.value === value)?.hint}
				</p>
				{image && preview && (
					<div className="lvlm-fit" aria-busy={!isCurrent && !failure ? true : undefined}>
						{failure && (
							<div role="alert" className="lvlm-problem">
								<bdi>{failure}</bdi>
							</div>
						)}
						{!failure && !shown && (
							<div className="lvlm-partial" role="status">
								<progress className="lvlm-progress" aria-label="Preparing the preview" />
								<span>Preparing the preview …</span>
							</div>
						)}
						{shown && (
							<div className="lvlm-fit-pair" data-old={!isCurrent || undefined}>
								<figure className="lvlm-fit-figure">
									<figcaption className="lvlm-hint">On the picture: patches, and what is left out</figcaption>
									<FittedPicture image={image} layout={shown.result.layout} tiles={shown.result.tiles} />
								</figure>
								<figure className="lvlm-fit-figure">
									<figcaption className="lvlm-hint">What the model reads</figcaption>
									<PictureCanvas
										className="lvlm-fit-input"
										picture={shown.result.picture}
										label={`What the model reads, ${shown.result.picture.width} by ${shown.result.picture.height} pixels`}
									/>
								</figure>
							</div>
						)}
						<p className="lvlm-hint lvlm-number" aria-live="polite">
							{unbroken(caption)}
						</p>
					</div>
				)}
			</section>
		</Root>
	);
}
