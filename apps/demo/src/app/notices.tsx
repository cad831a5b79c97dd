import { StatusBar } from "@lvlm-interpret/ui/controls";
import type { JSX } from "react";
import { useEngine, useWork } from "./work.js";

/** What the engine had to say. */
export function Notices(): JSX.Element {
	const { engine } = useWork();
	const notices = useEngine((activity) => activity.notices);
	return (
		<StatusBar
			messages={notices.map(({ id, kind, message, hint }) => ({
				id: String(id),
				kind: kind === "failure" ? "error" : "notice",
				text: message,
				...(hint === undefined ? {} : { hint }),
			}))}
			onDismiss={(id) => engine.dismiss(Number(id))}
		/>
	);
}
