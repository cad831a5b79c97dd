import { LvlmUiProvider, ShortcutProvider, type Theme } from "@lvlm-interpret/ui";
import { type JSX, useState } from "react";
import { readEmbedSettings } from "../embed/embed-settings.js";
import { Page } from "./page.js";
import { useOpened, useRuns, type Work, WorkContext } from "./work.js";

export interface AppProps {
	readonly work: Work;
	/** The bytes of a session file that the page brings: it is shown, and no examples are. */
	readonly brought?: Uint8Array<ArrayBuffer>;
}

function Themed({ brought }: Pick<AppProps, "brought">): JSX.Element {
	const [embed] = useState(() => readEmbedSettings(location.search));
	const [theme, setTheme] = useState<Theme>(embed.theme ?? "system");
	const opened = useOpened(useRuns(({ current }) => current));
	return (
		<LvlmUiProvider theme={theme} {...(opened ? { store: opened.store } : {})}>
			<ShortcutProvider>
				<Page theme={theme} onTheme={setTheme} opened={opened} embed={embed} brought={brought} />
			</ShortcutProvider>
		</LvlmUiProvider>
	);
}

/** The app with its work: runs and engine. */
export function App({ work, brought }: AppProps): JSX.Element {
	return (
		<WorkContext value={work}>
			<Themed {...(brought ? { brought } : {})} />
		</WorkContext>
	);
}
