import { Conversation, type ConversationTurn, defaultSampling } from "@lvlm-interpret/ui/controls";
import { type JSX, useMemo } from "react";
import { useRuns, useWork } from "../app/work.js";
import type { Opened } from "../document/opened.js";
import { ancestry } from "../runs/run-store.js";
import { earlierTurns, messagesUpTo, turnsOf } from "./turns.js";
import type { AskControls, Asking } from "./use-ask.js";

export interface ConversationViewProps {
	readonly opened: Opened | undefined;
	readonly controls: AskControls;
	/** Shows the run of another turn. */
	readonly onShow: (run: string) => void;
}

function growing({ question, text }: Asking): ConversationTurn {
	return { id: "asked", question, answer: text, status: text === "" ? "waiting" : "streaming" };
}

/** The turns of the shown conversation, while there are several or one is being answered: explained one by one, and asked in other words. */
export function ConversationView({ opened, controls, onShow }: ConversationViewProps): JSX.Element | null {
	const { library } = useWork();
	const runs = useRuns((state) => state.runs);
	const { asking, ask } = controls;
	const run = opened?.run;
	const isGrowing = asking?.isRunning === true && !asking.isAnswered;
	// biome-ignore lint/correctness/useExhaustiveDependencies: the ancestry is read from the store of these runs.
	const line = useMemo(() => (run ? ancestry(library.store, run.id) : []), [library, run, runs]);
	const turns = useMemo(
		() => (isGrowing ? [...earlierTurns(asking.messages, line), growing(asking)] : run ? turnsOf(run, line) : []),
		[isGrowing, asking, run, line],
	);
	if (turns.length < 2 && !asking?.isRunning) return null;
	return (
		<Conversation
			turns={turns}
			{...(run ? { analysed: run.id } : {})}
			onAnalyse={(id) => {
				if (library.store.get(id)) onShow(id);
			}}
			{...(run && opened
				? {
						onEditTurn: (id: string, question: string) => {
							const turn = turns.findIndex((one) => one.id === id);
							const of = library.store.get(id) ?? run;
							const { preprocess, sampling } = of;
							const draft = {
								question,
								isNextTurn: false,
								preprocess,
								sampling: { ...defaultSampling, ...sampling },
							};
							void ask(draft, { ...opened, run: of }, messagesUpTo(run.messages, turn, question));
						},
					}
				: {})}
		/>
	);
}
