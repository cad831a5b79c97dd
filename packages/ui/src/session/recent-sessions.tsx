import { type JSX, useId, useState } from "react";
import { useMenu } from "../foundation/use-menu.js";

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
	const [isOpen, setOpen] = useState(false);
	const menu = useMenu(isOpen, setOpen);
	return (
		<div ref={menu.box} className="lvlm-menu" {...menu.handlers}>
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
									menu.close();
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
