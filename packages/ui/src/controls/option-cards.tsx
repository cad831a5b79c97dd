import { type JSX, type ReactNode, useId } from "react";
import { withoutBidiMarks } from "../foundation/without-bidi-marks.js";

export interface OptionCard {
	readonly id: string;
	readonly name: string;
	/** Under the name. */
	readonly description?: ReactNode;
	/** Small facts in a row: size, cost. */
	readonly facts?: readonly string[];
	/** Why it cannot be picked. */
	readonly reason?: string;
	/** Below; may hold buttons and links, which are not part of the choice. */
	readonly more?: ReactNode;
}

export interface OptionCardsProps {
	readonly label: string;
	readonly options: readonly OptionCard[];
	readonly value: string | undefined;
	readonly onChange: (id: string) => void;
	readonly isDisabled?: boolean;
}

/** One of several, each with what is to be known of it: native radio buttons, with the arrow keys that come with them. */
export function OptionCards({ label, options, value, onChange, isDisabled = false }: OptionCardsProps): JSX.Element {
	const group = useId();
	return (
		<div className="lvlm-cards" role="radiogroup" aria-label={label}>
			{options.map((option) => {
				const id = `${group}-${option.id}`;
				const { name, description, facts = [], reason, more } = option;
				return (
					<div key={option.id} className="lvlm-card" data-picked={option.id === value || undefined}>
						<label className="lvlm-card-choice" data-disabled={isDisabled || reason !== undefined || undefined}>
							<input
								type="radio"
								name={group}
								value={option.id}
								checked={option.id === value}
								disabled={isDisabled || reason !== undefined}
								aria-labelledby={`${id}-name`}
								aria-describedby={`${id}-about`}
								onChange={() => onChange(option.id)}
							/>
							<span className="lvlm-card-text">
								<bdi id={`${id}-name`} className="lvlm-card-name">
									{name}
								</bdi>
								<span id={`${id}-about`} className="lvlm-card-about">
									{description && <span className="lvlm-hint">{description}</span>}
									{facts.length > 0 && (
										<span className="lvlm-hint lvlm-number">{withoutBidiMarks(facts.join(" · "))}</span>
									)}
									{reason && <span className="lvlm-hint lvlm-card-reason">{reason}</span>}
								</span>
							</span>
						</label>
						{more && <div className="lvlm-card-more">{more}</div>}
					</div>
				);
			})}
		</div>
	);
}
