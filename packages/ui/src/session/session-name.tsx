import { type JSX, useState } from "react";

export interface SessionNameProps {
	readonly name: string;
	readonly onRename?: (name: string) => void;
}

/** The name of a session, as text or, where it can be changed, as a field. Enter and leaving keep what was typed, Esc gives it up. */
export function SessionName({ name, onRename }: SessionNameProps): JSX.Element {
	const [typed, setTyped] = useState<string>();
	if (!onRename) return <bdi className="lvlm-session-title">{name}</bdi>;
	const keep = (): void => {
		const next = typed?.trim();
		setTyped(undefined);
		if (next && next !== name) onRename(next);
	};
	return (
		<input
			type="text"
			className="lvlm-text lvlm-session-title"
			aria-label="Name of the session"
			dir="auto"
			maxLength={120}
			value={typed ?? name}
			onChange={(event) => setTyped(event.target.value)}
			onBlur={keep}
			onKeyDown={(event) => {
				if (event.key === "Enter" && !event.nativeEvent.isComposing) keep();
				else if (event.key === "Escape" && typed !== undefined) {
					event.stopPropagation();
					setTyped(undefined);
				}
			}}
		/>
	);
}
