import type { JSX, ReactNode } from "react";

export interface BannerProps {
	readonly children: ReactNode;
	readonly action: string;
	readonly onAction: () => void;
	readonly onDismiss: () => void;
}

/** Something to know and to decide, that does not hold anything up. */
export function Banner({ children, action, onAction, onDismiss }: BannerProps): JSX.Element {
	return (
		<div className="banner" role="status">
			<p>{children}</p>
			<button type="button" onClick={onAction}>
				{action}
			</button>
			<button type="button" onClick={onDismiss}>
				Not now
			</button>
		</div>
	);
}
