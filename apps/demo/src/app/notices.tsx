import type { JSX } from "react";
import { useEngine, useWork } from "./work.js";

/** What the engine had to say: it stays until it is dismissed. */
export function Notices(): JSX.Element {
	const { engine } = useWork();
	const notices = useEngine((activity) => activity.notices);
	return (
		<>
			{notices.map(({ id, kind, message, hint }) => (
				<div key={id} role={kind === "failure" ? "alert" : "status"} className={kind}>
					<p>{message}</p>
					{hint && <p>{hint}</p>}
					<button type="button" onClick={() => engine.dismiss(id)}>
						Dismiss
					</button>
				</div>
			))}
		</>
	);
}
