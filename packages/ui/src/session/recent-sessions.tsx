import { type JSX, useEffect, useId, useRef, useState } from "react";

/** A session that was open before. */
export interface RecentSession {
	/** Unique among them. */
	readonly id: string;
	readonly name: string;
	/** Below its name: its question, when it was open. */
	readonly detail?: string;
}

export interface RecentSessionsProps {
	readonly sessions: readonly RecentSession[];
	readonly onOpen: (id: string) => void;
}

/** The button and list of sessions that were open before. */
export function RecentSessions({ sessions, onOpen }: RecentSessionsProps): JSX.Element {
	const id = useId();
	const box = useRef<HTMLDivElement>(null);
	const [isOpen, setOpen] = useState(false);
	useEffect(() => {
		if (isOpen) box.current?.querySelector<HTMLElement>("[data-item]")?.focus();
	}, [isOpen]);
	const close = (): void => {
		setOpen(false);
		box.current?.querySelector<HTMLElement>("button")?.focus();
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: Esc and leaving close the list that is inside.
		<div
			ref={box}
			className="lvlm-menu"
			onKeyDown={(event) => {
				if (event.key !== "Escape" || !isOpen) return;
				event.preventDefault();
				event.stopPropagation();
				close();
			}}
			onBlur={(event) => {
				if (isOpen && !event.currentTarget.contains(event.relatedTarget)) setOpen(false);
			}}
		>
			<button
				type="button"
				className="lvlm-button lvlm-outlined"
				aria-expanded={isOpen}
				aria-controls={isOpen ? id : undefined}
				onClick={() => setOpen(!isOpen)}
			>
				Recent
			</button>
			{isOpen && (
				<ul id={id} className="lvlm-menu-list lvlm-recent" aria-label="Recent sessions">
					{sessions.map((one) => (
						<li key={one.id}>
							<button
								type="button"
								data-item=""
								className="lvlm-button"
								onClick={() => {
									close();
									onOpen(one.id);
								}}
							>
								<bdi>{one.name}</bdi>
								{one.detail && (
									<span className="lvlm-hint">
										<bdi>{one.detail}</bdi>
									</span>
								)}
							</button>
						</li>
					))}
				</ul>
			)}
		</div>
	);
}
