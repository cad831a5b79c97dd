import type { JSX } from "react";

/** How far the data of a view is. `share` is in [0, 1]. */
export type ViewStatus =
	| { readonly kind: "ready" }
	| { readonly kind: "empty"; readonly message: string }
	| { readonly kind: "loading"; readonly message?: string; readonly share?: number }
	| { readonly kind: "partial"; readonly message: string; readonly share?: number }
	| { readonly kind: "error"; readonly message: string; readonly hint?: string };

function Bar({ share, label }: { readonly share?: number; readonly label: string }): JSX.Element {
	return <progress className="lvlm-progress" aria-label={label} max={1} value={share} />;
}

/** What stands in for a view that has nothing to show. */
export function StatePanel({
	status,
}: {
	readonly status: Exclude<ViewStatus, { kind: "ready" | "partial" }>;
}): JSX.Element {
	if (status.kind === "error") {
		return (
			<div className="lvlm-state" data-status="error" role="alert">
				<strong>{status.message}</strong>
				{status.hint && <span>{status.hint}</span>}
			</div>
		);
	}
	const message = status.message ?? "Loading …";
	return (
		<div className="lvlm-state" data-status={status.kind} role="status">
			<span>{message}</span>
			{status.kind === "loading" && <Bar share={status.share} label={message} />}
		</div>
	);
}

/** The line that says that more is to come. */
export function PartialNote({ message, share }: { readonly message: string; readonly share?: number }): JSX.Element {
	return (
		<div className="lvlm-partial" role="status">
			<Bar share={share} label={message} />
			<span>{message}</span>
		</div>
	);
}
