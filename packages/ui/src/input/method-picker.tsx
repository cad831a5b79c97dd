import { type JSX, useId } from "react";
import { OptionCards } from "../controls/option-cards.js";
import { webAddress } from "../controls/web-address.js";
import { type CommonProps, Root } from "../theme/root.js";
import { inputStyles } from "../theme/styles-input.js";

/** A method of explanation to choose. */
export interface MethodChoice {
	/** Of the explainer. */
	readonly id: string;
	/** Plain: "Where it looked", "What mattered". */
	readonly name: string;
	/** What it shows, in a sentence. */
	readonly description: string;
	/** What it takes: "one pass for all tokens", "16 passes a token". */
	readonly cost: string;
	readonly needsGradients: boolean;
	/** Seconds that it would take here, where they are known. */
	readonly seconds?: number;
	/** "Chefer et al. 2021", and where to read it. */
	readonly paper?: string;
	readonly paperUrl?: string;
	/** Why it cannot be used here. */
	readonly reason?: string;
}

export interface MethodPickerProps extends CommonProps {
	readonly methods: readonly MethodChoice[];
	readonly value: string | undefined;
	readonly onChange: (id: string) => void;
	readonly isDisabled?: boolean;
	/** Default "Method". */
	readonly title?: string;
}

/** How an answer is explained: in plain names, with what it costs and where it comes from. */
export function MethodPicker(props: MethodPickerProps): JSX.Element {
	const { methods, value, onChange, isDisabled, title = "Method" } = props;
	const id = useId();
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={inputStyles}>
			<section className="lvlm-control" aria-labelledby={`${id}-title`}>
				<h2 id={`${id}-title`} className="lvlm-control-title">
					{title}
				</h2>
				{methods.length === 0 && <p className="lvlm-hint">There is no method to choose from.</p>}
				<OptionCards
					label={title}
					value={value}
					onChange={onChange}
					isDisabled={isDisabled}
					options={methods.map((method) => {
						const { paper, paperUrl, seconds, needsGradients, cost } = method;
						const address = webAddress(paperUrl);
						return {
							...method,
							facts: [
								cost,
								...(seconds === undefined ? [] : [`about ${seconds < 1 ? "1 s or less" : `${Math.round(seconds)} s`}`]),
								needsGradients ? "needs gradients" : "no gradients",
								...(paper && !address ? [paper] : []),
							],
							more: address && (
								<a className="lvlm-link" href={address} target="_blank" rel="noreferrer noopener">
									{paper ?? "Paper"}
								</a>
							),
						};
					})}
				/>
			</section>
		</Root>
	);
}
