import { type JSX, useId, useState } from "react";
import { formatBytes } from "../controls/amounts.js";
import { Glyph } from "../controls/glyph.js";
import { OptionCards } from "../controls/option-cards.js";
import { webAddress } from "../controls/web-address.js";
import { type CommonProps, Root } from "../theme/root.js";
import { inputStyles } from "../theme/styles-input.js";

/** A model to choose. */
export interface ModelChoice {
	/** As the engine opens it. */
	readonly id: string;
	readonly name: string;
	/** What it is, in a sentence. */
	readonly description?: string;
	/** That the first question fetches. */
	readonly downloadBytes?: number;
	readonly parameterCount?: number;
	readonly licence?: string;
	readonly licenceUrl?: string;
	/** What can be done with it: "attention", "gradients", "several turns". What is false is shown too. */
	readonly supports?: readonly { readonly what: string; readonly isSupported: boolean; readonly why?: string }[];
	/** Bytes of it in the cache; more than 0 is cached. */
	readonly cachedBytes?: number;
	/** Why it cannot run here: "needs 29.3 GB of memory, 4 GB are there". */
	readonly unfit?: string;
	/** Why it will be slow or can do less here. */
	readonly caution?: string;
}

export interface ModelPickerProps extends CommonProps {
	readonly models: readonly ModelChoice[];
	readonly value: string | undefined;
	readonly onChange: (id: string) => void;
	/** Deletes the download of a model; asked for twice. Without it nothing can be deleted. */
	readonly onDelete?: (id: string) => void | Promise<void>;
	readonly isDisabled?: boolean;
	/** From how many models on they can be searched. Default 7. */
	readonly searchFrom?: number;
	/** Default "Model". */
	readonly title?: string;
}

function parametersText(count: number): string {
	return count >= 1e9 ? `${(count / 1e9).toFixed(1)} B parameters` : `${Math.round(count / 1e6)} M parameters`;
}

/** Which model: its size, its licence, what can be done with it here, and whether it is there already. */
export function ModelPicker(props: ModelPickerProps): JSX.Element {
	const { models, value, onChange, onDelete, isDisabled = false, searchFrom = 7, title = "Model" } = props;
	const id = useId();
	const [search, setSearch] = useState("");
	const words = search.toLowerCase().split(/\s+/).filter(Boolean);
	const found = models.filter(({ name, description = "", licence = "" }) => {
		const text = `${name} ${description} ${licence}`.toLowerCase();
		return words.every((word) => text.includes(word));
	});
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={inputStyles}>
			<section className="lvlm-control" aria-labelledby={`${id}-title`}>
				<h2 id={`${id}-title`} className="lvlm-control-title">
					{title}
				</h2>
				{models.length >= searchFrom && (
					<input
						className="lvlm-text"
						type="search"
						aria-label="Search models"
						placeholder="Search"
						value={search}
						onChange={(event) => setSearch(event.target.value)}
					/>
				)}
				{models.length === 0 && <p className="lvlm-hint">There is no model to choose from.</p>}
				{models.length > 0 && found.length === 0 && (
					<p className="lvlm-hint" role="status">
						No model has all of these words.
					</p>
				)}
				<OptionCards
					label={title}
					value={value}
					onChange={onChange}
					isDisabled={isDisabled}
					options={found.map((model) => ({
						id: model.id,
						name: model.name,
						description: model.description,
						facts: [
							model.parameterCount !== undefined && parametersText(model.parameterCount),
							model.cachedBytes
								? `on this device, ${formatBytes(model.cachedBytes)}`
								: model.downloadBytes !== undefined && `download ${formatBytes(model.downloadBytes)}`,
							model.licence && !webAddress(model.licenceUrl) && model.licence,
						].filter((fact): fact is string => Boolean(fact)),
						reason: model.unfit,
						more: <ModelDetails model={model} onDelete={onDelete} isDisabled={isDisabled} />,
					}))}
				/>
			</section>
		</Root>
	);
}

/** What is beside the choice: what it supports, its licence, its place in the cache. */
function ModelDetails(props: {
	readonly model: ModelChoice;
	readonly onDelete?: (id: string) => void | Promise<void>;
	readonly isDisabled: boolean;
}): JSX.Element {
	const { model, onDelete, isDisabled } = props;
	const { supports = [], cachedBytes = 0, caution, licence } = model;
	const [stage, setStage] = useState<"idle" | "asked" | "deleting">("idle");
	const address = webAddress(model.licenceUrl);
	return (
		<>
			{caution && <p className="lvlm-hint">{caution}</p>}
			{supports.length > 0 && (
				<ul className="lvlm-supports" aria-label={`What ${model.name} can do`}>
					{supports.map(({ what, isSupported, why }) => (
						<li key={what} data-supported={isSupported}>
							<Glyph name={isSupported ? "check" : "close"} />
							<span>
								<span className="lvlm-hidden">{isSupported ? "can: " : "cannot: "}</span>
								{what}
								{why && <span className="lvlm-muted"> ({why})</span>}
							</span>
						</li>
					))}
				</ul>
			)}
			{(address || (cachedBytes > 0 && onDelete)) && (
				<div className="lvlm-tools">
					{address && (
						<a className="lvlm-link" href={address} target="_blank" rel="noreferrer noopener">
							{licence ?? "Licence"}
						</a>
					)}
					{cachedBytes > 0 && onDelete && stage === "idle" && (
						<button type="button" className="lvlm-button" disabled={isDisabled} onClick={() => setStage("asked")}>
							<Glyph name="bin" />
							Delete the download
						</button>
					)}
					{stage !== "idle" && (
						// biome-ignore lint/a11y/useSemanticElements: a question and its answers in a line, not a fieldset.
						<span className="lvlm-tools" role="group" aria-label={`Delete ${model.name}?`}>
							<span className="lvlm-hint">{`Frees ${formatBytes(cachedBytes)}; it can be fetched again.`}</span>
							<button
								type="button"
								className="lvlm-button lvlm-outlined"
								// biome-ignore lint/a11y/noAutofocus: it stands where the pressed button was.
								autoFocus
								disabled={stage === "deleting"}
								onClick={async () => {
									setStage("deleting");
									try {
										await onDelete?.(model.id);
									} finally {
										setStage("idle");
									}
								}}
							>
								{stage === "deleting" ? "Deleting …" : "Delete"}
							</button>
							<button type="button" className="lvlm-button lvlm-outlined" onClick={() => setStage("idle")}>
								Keep
							</button>
						</span>
					)}
				</div>
			)}
		</>
	);
}
