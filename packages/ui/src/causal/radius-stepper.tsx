import type { CausalNode, CausalRadius, ImageLayout, RgbImage } from "@lvlm-interpret/core";
import { type JSX, useId, useMemo, useState } from "react";
import { Icon } from "../foundation/icon.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionStore } from "../selection/use-selection.js";
import { causalStyles } from "../theme/styles-causal.js";
import type { FrameProps } from "../tokens/token-strip.js";
import { nodeText, quoted, shortLabel } from "./causal-words.js";
import { CheckList } from "./check-list.js";
import { checkWords, setWords } from "./check-words.js";
import { hasNode, selectionOf, toggleNode } from "./graph-hover.js";
import { PatchThumb } from "./patch-thumb.js";
import { RadiusPicture } from "./radius-picture.js";

export interface RadiusStepperProps extends FrameProps {
	/** What is within each distance, smallest first. */
	readonly sets: readonly CausalRadius[];
	/** All nodes that sets name. */
	readonly nodes: readonly CausalNode[];
	/** The explained token. */
	readonly target: { readonly id: number; readonly text: string };
	/** The radius that is shown, in edges; without it the view keeps its own, at first the largest. */
	readonly value?: number;
	readonly onChange?: (radius: number) => void;
	/** How the sets were found, for the caption. */
	readonly settings?: string;
	readonly image?: RgbImage;
	readonly imageLayout?: ImageLayout;
	readonly imageIndex?: number;
	/** Default "Explanation by radius". */
	readonly title?: string;
	readonly store?: SelectionStore;
}

/** An explanation that grows with its radius, on the picture and in words; and what the model says without it. */
export function RadiusStepper(props: RadiusStepperProps): JSX.Element {
	const { sets, nodes, target, onChange, settings, image, imageLayout, imageIndex = 0 } = props;
	const { title = "Explanation by radius" } = props;
	const store = useSelectionStore(props.store);
	const locked = useSelection((selection) => selection, store);
	const [own, setOwn] = useState<number>();
	const id = useId();
	const wanted = props.value ?? own ?? sets.at(-1)?.radius;
	const at = Math.max(
		0,
		sets.findIndex(({ radius }) => radius === wanted),
	);
	const found = sets[at];
	const go = (next: number): void => {
		const radius = sets[Math.max(0, Math.min(sets.length - 1, next))]?.radius;
		if (radius === undefined) return;
		setOwn(radius);
		onChange?.(radius);
	};
	const members = useMemo(
		() =>
			(found?.within ?? []).flatMap((member) => {
				const node = nodes.find((one) => one.id === member);
				const first = sets.find(({ within }) => within.includes(member));
				return node && first ? [{ node, radius: first.radius }] : [];
			}),
		[found, nodes, sets],
	);
	const patches = useMemo(
		() => members.filter(({ node }) => node.region !== undefined && imageLayout?.regions[node.region]),
		[members, imageLayout],
	);
	const picked = members.filter(({ node }) => hasNode(locked, node, imageIndex)).map(({ node }) => node.id);
	const last = sets.at(-1)?.radius ?? 0;
	const smallest = found?.explanations ?? [];
	const changes = found?.whole?.checks.map((check) => checkWords(check, target.text)).join("; ");
	const size = smallest[0]?.nodes.length ?? 0;
	const caption =
		found &&
		[
			`Radius ${found.radius} of ${last} edges${settings ? `; ${settings}` : ""}: ${
				members.length === 0
					? `nothing leads to the row that predicts ${quoted(target.text)}.`
					: `${members.length} ${members.length === 1 ? "node" : "nodes"}: ${setWords(found.within, nodes)}.`
			}`,
			...(changes ? [`Without them, ${changes}.`] : members.length > 0 ? ["Not checked by removal."] : []),
			...(smallest.length > 0
				? [
						`${smallest.length} smallest ${smallest.length === 1 ? "set" : "sets"} of ${size} ${size === 1 ? "node" : "nodes"} ${smallest.length === 1 ? "changes" : "change"} the token.`,
					]
				: []),
		].join(" ");
	const table = (): TableData => ({
		columns: [
			{ label: "radius", isNumeric: true },
			{ label: "set" },
			{ label: "nodes" },
			{ label: "removal" },
			{ label: "then predicted" },
			{ label: "log-probability, nats", isNumeric: true },
			{ label: "fall, nats", isNumeric: true },
			{ label: "changed" },
		],
		rows: sets.flatMap(({ radius, within, explanations, whole }) => {
			const named = [
				{ name: "all within", set: whole ?? { nodes: within, checks: [] } },
				...explanations.map((set) => ({ name: "smallest", set })),
			];
			return named.flatMap(({ name, set }) => {
				const names = set.nodes
					.map((one) => nodes.find((node) => node.id === one))
					.map((node) => (node ? nodeText(node) : "?"));
				const start = [radius, name, names.join("; ")];
				if (set.checks.length === 0) return [[...start, "none", "", Number.NaN, Number.NaN, ""]];
				return set.checks.map((check) => [
					...start,
					check.removal,
					check.predicted.text,
					check.logProbability,
					check.dropNats,
					check.changed ? "yes" : "no",
				]);
			});
		}),
	});
	const show = (node: CausalNode | undefined): void => store.preview(node ? selectionOf(node, imageIndex) : {});
	const pick = (node: CausalNode, isExtending: boolean): void => toggleNode(store, node, imageIndex, isExtending);
	return (
		<ViewFrame
			{...props}
			sheet={causalStyles}
			title={title}
			status={props.status ?? (found ? undefined : { kind: "empty", message: "No explanation has been sought yet." })}
			caption={caption}
			table={table}
			legend={
				image && imageLayout ? (
					<p className="lvlm-caption">
						Numbers on patches: the radius, in edges, at which each came in. What is dimmed is not in the explanation.
					</p>
				) : undefined
			}
			toolbar={
				<span className="lvlm-field">
					<label htmlFor={id}>Radius</label>
					<button
						type="button"
						className="lvlm-button lvlm-icon"
						aria-label={`Smaller radius: ${sets[at - 1]?.radius ?? "none"}`}
						disabled={at <= 0}
						onClick={() => go(at - 1)}
					>
						<Icon name="minus" />
					</button>
					<input
						id={id}
						className="lvlm-range"
						type="range"
						min={0}
						max={Math.max(0, sets.length - 1)}
						value={at}
						aria-valuetext={`${found?.radius} of ${last} edges`}
						onChange={(event) => go(Number(event.target.value))}
					/>
					<button
						type="button"
						className="lvlm-button lvlm-icon"
						aria-label={`Larger radius: ${sets[at + 1]?.radius ?? "none"}`}
						disabled={at >= sets.length - 1}
						onClick={() => go(at + 1)}
					>
						<Icon name="plus" />
					</button>
					<span className="lvlm-number lvlm-picker-value">
						{found?.radius} of {last}
					</span>
				</span>
			}
		>
			{found && (
				<div className="lvlm-cause-radius">
					{image && imageLayout && (
						<RadiusPicture
							image={image}
							layout={imageLayout}
							patches={patches}
							picked={picked}
							onPick={pick}
							onShow={show}
						/>
					)}
					<div className="lvlm-cause-side">
						{members.length > 0 && (
							<ul className="lvlm-cause-members" aria-label="In the explanation">
								{members.map(({ node, radius }) => {
									const rect = node.region === undefined ? undefined : imageLayout?.regions[node.region];
									return (
										<li key={node.id}>
											<button
												type="button"
												className="lvlm-cause-member"
												aria-pressed={picked.includes(node.id)}
												onClick={(event) => pick(node, event.shiftKey || event.ctrlKey || event.metaKey)}
												onPointerEnter={() => show(node)}
												onPointerLeave={() => show(undefined)}
												onFocus={() => show(node)}
												onBlur={() => show(undefined)}
											>
												{image && rect && <PatchThumb image={image} rect={rect} />}
												<span>{node.what === "image" ? node.label : shortLabel(node)}</span>
												<span className="lvlm-muted lvlm-number">radius {radius}</span>
											</button>
										</li>
									);
								})}
							</ul>
						)}
						<CheckList found={found} target={target.text} nodes={nodes} />
					</div>
				</div>
			)}
		</ViewFrame>
	);
}
