import type { JSX, ReactNode } from "react";
import { Icon } from "./icon.js";

export interface ZoomToolsProps {
	/** 1: as large as it fits. */
	readonly zoom: number;
	readonly least: number;
	readonly most: number;
	/** What one press multiplies or divides the zoom by. */
	readonly step: number;
	readonly onTurn: (factor: number) => void;
	/** Between the two, in place of the zoom in percent. */
	readonly children?: ReactNode;
	/** Shown as “Whole”, which brings everything back into view. */
	readonly onWhole?: () => void;
}

/** What stands for the wheel and the keys where there is neither. */
export function ZoomTools({ zoom, least, most, step, onTurn, children, onWhole }: ZoomToolsProps): JSX.Element {
	return (
		<>
			<button
				type="button"
				className="lvlm-button lvlm-icon"
				aria-label="Smaller"
				disabled={zoom <= least}
				onClick={() => onTurn(1 / step)}
			>
				<Icon name="minus" />
			</button>
			{children ?? <span className="lvlm-zoom lvlm-number">{Math.round(100 * zoom)} %</span>}
			<button
				type="button"
				className="lvlm-button lvlm-icon"
				aria-label="Larger"
				disabled={zoom >= most}
				onClick={() => onTurn(step)}
			>
				<Icon name="plus" />
			</button>
			{onWhole && (
				<button type="button" className="lvlm-button" disabled={zoom === 1} onClick={onWhole}>
					Whole
				</button>
			)}
		</>
	);
}
