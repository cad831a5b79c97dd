import type { JSX, ReactNode } from "react";

/** What stands for Shift and Esc where there is no keyboard. */
export interface PickToolsProps {
	readonly isExtending?: boolean;
	/** Without it one thing at a time is picked. */
	readonly onExtend?: (isExtending: boolean) => void;
	readonly canRelease: boolean;
	readonly onRelease: () => void;
	/** Buttons before them. */
	readonly children?: ReactNode;
}

/** The visible “Extend” and “Release”. */
export function PickTools({ isExtending, onExtend, canRelease, onRelease, children }: PickToolsProps): JSX.Element {
	return (
		<span className="lvlm-view-tools">
			{children}
			{onExtend && (
				<button
					type="button"
					className="lvlm-button"
					aria-pressed={isExtending === true}
					onClick={() => onExtend(!isExtending)}
				>
					Extend
				</button>
			)}
			<button type="button" className="lvlm-button" disabled={!canRelease} onClick={onRelease}>
				Release
			</button>
		</span>
	);
}
