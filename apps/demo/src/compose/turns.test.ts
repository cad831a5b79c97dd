import type { Message } from "@lvlm-interpret/core";
import { describe, expect, it } from "vitest";
import type { Run } from "../runs/run.js";
import { messagesUpTo, turnsOf } from "./turns.js";

const user = (text: string): Message => ({ role: "user", text });
const assistant = (text: string): Message => ({ role: "assistant", text });
const run = (id: string, messages: readonly Message[], answer: string): Run =>
	({ id, messages, question: messages.at(-1)?.text ?? "", answer, stopReason: "end-token" }) as unknown as Run;

const system: Message = { role: "system", text: "Be short." };
const first = run("a", [system, user("What?")], "A ring.");
const second = run("b", [...first.messages, assistant("A ring."), user("Where?")], "Left.");
const third = run("c", [...second.messages, assistant("Left."), user("What?")], "A ring.");

describe("the turns of a conversation", () => {
	it("are questions and answers in their order, each with its run", () => {
		expect(turnsOf(third, [first, second, third]).map(({ id, question, answer }) => [id, question, answer])).toEqual([
			["a", "What?", "A ring."],
			["b", "Where?", "Left."],
			["c", "What?", "A ring."],
		]);
	});

	it("are there without their runs, and an answer that was stopped is said to be", () => {
		expect(turnsOf({ ...second, stopReason: "aborted" }, [second]).map(({ id, status }) => [id, status])).toEqual([
			["turn-0", "done"],
			["b", "stopped"],
		]);
	});

	it("end at the one that is asked in other words; what came after it is left out", () => {
		expect(messagesUpTo(third.messages, 1, " Where is it? ")).toEqual([
			system,
			user("What?"),
			assistant("A ring."),
			user("Where is it?"),
		]);
		expect(messagesUpTo(third.messages, 0, "Who?")).toEqual([system, user("Who?")]);
	});
});
