import { useEffect, useRef, useState } from "react";
import { type ConversationTurn, isOpen } from "./conversation-turn.js";
import { readableEnd } from "./split-sentences.js";

const endings: Readonly<Record<ConversationTurn["status"], string>> = {
	waiting: "",
	streaming: "",
	done: "",
	stopped: " Stopped; what came is kept.",
	failed: " The answer failed.",
};

/** What of a growing answer a screen reader should say next: whole sentences, each once. Answers that were there before are not said. */
export function useSentences(turn: ConversationTurn | undefined): string {
	const [said, setSaid] = useState("");
	const at = useRef<{ id: string; end: number; isOver: boolean }>(undefined);
	useEffect(() => {
		if (!turn) return;
		const { id, answer } = turn;
		if (at.current?.id !== id || at.current.end > answer.length) {
			// Another turn, or this one asked again: from its beginning if it is open, else it is old.
			at.current = { id, end: isOpen(turn) ? 0 : answer.length, isOver: !isOpen(turn) };
		}
		const { end, isOver } = at.current;
		if (isOver && !isOpen(turn)) return;
		const next = readableEnd(answer, end, !isOpen(turn));
		at.current = { id, end: next, isOver: !isOpen(turn) };
		const text = `${answer.slice(end, next).trim()}${endings[turn.status]}`;
		if (text) setSaid(text);
	}, [turn]);
	return said;
}
