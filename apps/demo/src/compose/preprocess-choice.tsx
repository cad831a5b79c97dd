import type { Preprocess, RgbImage } from "@lvlm-interpret/core";
import type { InputImage } from "@lvlm-interpret/ui/controls";
import { type JSX, useEffect, useRef } from "react";
import { usePreview } from "./use-preview.js";

const choices: Readonly<Record<Preprocess, string>> = {
	default: "As the model's own processor does",
	crop: "Cropped: its middle",
	resize: "Stretched: all of it",
	pad: "Padded: all of it, with bars",
};

export interface PreprocessChoiceProps {
	readonly image: InputImage | undefined;
	readonly question: string;
	readonly value: Preprocess;
	readonly onChange: (value: Preprocess) => void;
}

function Preview({ picture }: { readonly picture: RgbImage }): JSX.Element {
	const canvas = useRef<HTMLCanvasElement>(null);
	useEffect(() => {
		const context = canvas.current?.getContext("2d");
		if (!context) return;
		const { width, height, data } = picture;
		const pixels = context.createImageData(width, height);
		for (let pixel = 0; pixel < width * height; pixel++) {
			pixels.data.set(data.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
			pixels.data[4 * pixel + 3] = 255;
		}
		context.putImageData(pixels, 0, 0);
	}, [picture]);
	return (
		<canvas
			ref={canvas}
			width={picture.width}
			height={picture.height}
			className="preview"
			role="img"
			aria-label={`What the model reads: ${picture.width} x ${picture.height} pixels`}
		/>
	);
}

/** How the picture is made to fit, and exactly what the model then reads of it. */
export function PreprocessChoice({ image, question, value, onChange }: PreprocessChoiceProps): JSX.Element {
	const preview = usePreview(image, question, value);
	return (
		<div className="compute">
			<label>
				Picture made to fit
				<select value={value} onChange={(event) => onChange(event.target.value as Preprocess)}>
					{Object.entries(choices).map(([id, words]) => (
						<option key={id} value={id}>
							{words}
						</option>
					))}
				</select>
			</label>
			{preview ? (
				<>
					<Preview picture={preview.picture} />
					<p className="muted">{preview.sequence.promptLength} tokens with this question.</p>
				</>
			) : (
				<p className="muted">Shown here once the model is loaded.</p>
			)}
		</div>
	);
}
