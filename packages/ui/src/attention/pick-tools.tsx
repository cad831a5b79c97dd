import type { JSX } from "react";

/** What stands for Shift and Esc where there is no keyboard. */
export interface PickToolsProps {
	readonly isExtending: boolean;
	readonly onExtend: (isExtending: boolean) => void;
	readonly canRelease: boolean;
	readonly onRelease: () => void;
}

/** The visible “Extend” and “Release”. */
export function PickTools({ isExtending, onExtend, canRelease, onRelease }: PickToolsProps): JSX.Element {
	return (
		<span className="lvlm-view-tools">
			<button type="button" className="lvlm-button" aria-pressed={isExtending} onClick={() => onExtend(!isExtending)}>
				Extend
			</button>
			<button type="button" className="lvlm-button" disabled={!canRelease} onClick={onRelease}>
				Release
			</button>
		</span>
	);
}
