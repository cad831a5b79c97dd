import type { Message } from "@lvlm-interpret/core";
import type { ConversationTurn } from "@lvlm-interpret/ui/controls";
import type { Run } from "../runs/run.js";

/** Messages that somebody said, without the model's instructions. */
const saidIn = (messages: readonly Message[]): readonly Message[] => messages.filter(({ role }) => role !== "system");

/** Questions and answers before the last question, each with the run that answered it, where that is here. @param line  The run's ancestry. */
export function earlierTurns(messages: readonly Message[], line: readonly Run[]): readonly ConversationTurn[] {
	const said = saidIn(messages);
	const turns: ConversationTurn[] = [];
	for (let at = 0; at + 2 < said.length; at += 2) {
		const [question, answer] = [said[at]?.text ?? "", said[at + 1]?.text ?? ""];
		const length = messages.length - said.length + at + 1;
		const run = line.find(
			(one) => one.question === question && one.answer === answer && one.messages.length === length,
		);
		turns.push({ id: run?.id ?? `turn-${at / 2}`, question, answer, status: "done" });
	}
	return turns;
}

/** All turns of a run's conversation; the last one is the run's own. */
export function turnsOf(run: Run, line: readonly Run[]): readonly ConversationTurn[] {
	const { id, question, answer, stopReason } = run;
	const own: ConversationTurn = { id, question, answer, status: stopReason === "aborted" ? "stopped" : "done" };
	return [...earlierTurns(run.messages, line), own];
}

/** The conversation up to a turn, which is asked in other words. @param turn  From 0. */
export function messagesUpTo(messages: readonly Message[], turn: number, question: string): readonly Message[] {
	const systems = messages.filter(({ role }) => role === "system");
	return [...systems, ...saidIn(messages).slice(0, 2 * turn), { role: "user", text: question.trim() }];
}
