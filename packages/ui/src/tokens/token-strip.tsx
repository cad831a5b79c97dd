import { fitScale, type ScaleOptions } from "@lvlm-interpret/core/paint";
import { type JSX, useMemo, useRef, useState } from "react";
import { Legend, type LegendMarker } from "../foundation/legend.js";
import { PickTools } from "../foundation/pick-tools.js";
import { Segmented } from "../foundation/segmented.js";
import type { TableData } from "../foundation/table-data.js";
import { ViewFrame, type ViewFrameProps } from "../foundation/view-frame.js";
import type { Selection, SelectionStore } from "../selection/store.js";
import { useSelection, useSelectionChange, useSelectionStore } from "../selection/use-selection.js";
import { tokenCaption } from "./token-caption.js";
import { TokenList } from "./token-list.js";
import { tokenTable } from "./token-table.js";
import { type Granularity, type StripToken, tokenUnits, type WordReduce } from "./token-units.js";

const granularities = [
	{ value: "word", label: "Words" },
	{ value: "token", label: "Tokens" },
] as const;

/** What a view leaves to its frame. */
export type FrameProps = Pick<
	ViewFrameProps,
	"className" | "style" | "id" | "note" | "status" | "exports" | "onExport" | "exportTheme" | "shortcuts"
>;

export interface TokenStripProps extends FrameProps {
	/** In text order; several may have the same text. */
	readonly tokens: readonly StripToken[];
	/** One a token, in the same order, in original units; NaN for none. Without values nothing is coloured. */
	readonly values?: ArrayLike<number>;
	/** What a value is: "share of mass". Needed with values. */
	readonly unit?: string;
	readonly scale?: ScaleOptions;
	/** What is shown first; the reader can change it. Default `word`. */
	readonly granularity?: Granularity;
	/** How the values of a word's tokens become one. Default `mean`. */
	readonly reduce?: WordReduce;
	/** Language whose word boundaries apply. Default "en". */
	readonly locale?: string;
	/** Default "Tokens". */
	readonly title?: string;
	readonly store?: SelectionStore;
	readonly onSelectionChange?: (locked: Selection) => void;
}

/**
 * Text to pick words or tokens from, coloured by one number each.
 *
 * @throws {LvlmError} "invalid-argument" for a scale that `fitScale` refuses.
 */
export function TokenStrip(props: TokenStripProps): JSX.Element {
	const { tokens, values, unit, scale: scaleOptions, reduce, locale, title = "Tokens" } = props;
	const store = useSelectionStore(props.store);
	useSelectionChange(store, props.onSelectionChange);
	const picked = useSelection((locked) => locked.tokens, store);
	const [granularity, setGranularity] = useState<Granularity>(props.granularity ?? "word");
	const [showsSpecial, setShowsSpecial] = useState(false);
	const [isExtending, setExtending] = useState(false);
	const marker = useRef<LegendMarker>(null);
	const hasSpecial = useMemo(() => tokens.some((token) => token.isSpecial), [tokens]);
	const units = useMemo(
		() => tokenUnits(tokens, values, granularity, { reduce, showsSpecial, locale }),
		[tokens, values, granularity, reduce, showsSpecial, locale],
	);
	const scale = useMemo(
		() =>
			values
				? fitScale(
						units.map((one) => one.value),
						scaleOptions,
					)
				: undefined,
		[values, units, scaleOptions],
	);
	const pickedUnits = useMemo(
		() => units.filter((one) => one.positions.some((position) => picked.includes(position))),
		[units, picked],
	);
	const table = (): TableData => tokenTable(units, unit);
	return (
		<ViewFrame
			{...props}
			title={title}
			status={
				props.status ?? (tokens.length === 0 ? { kind: "empty", message: "There are no tokens to show." } : undefined)
			}
			caption={tokenCaption(units, { granularity, unit, picked: pickedUnits })}
			table={table}
			legend={scale && unit && <Legend scale={scale} unit={unit} marker={marker} />}
			toolbar={
				<>
					<Segmented label="Granularity" options={granularities} value={granularity} onChange={setGranularity} />
					<PickTools
						isExtending={isExtending}
						onExtend={setExtending}
						canRelease={picked.length > 0}
						onRelease={() => store.release("token")}
					>
						{hasSpecial && (
							<button
								type="button"
								className="lvlm-button"
								aria-pressed={showsSpecial}
								onClick={() => setShowsSpecial(!showsSpecial)}
							>
								Special tokens
							</button>
						)}
					</PickTools>
				</>
			}
		>
			<TokenList
				label={title}
				units={units}
				scale={scale}
				unit={unit}
				store={store}
				marker={marker}
				isExtending={isExtending}
			/>
		</ViewFrame>
	);
}
