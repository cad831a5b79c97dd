import { LvlmError, type Message } from "@lvlm-interpret/core";

function refuse(expected: string, actual: string, hint?: string): never {
	throw new LvlmError(
		"invalid-argument",
		`The prompt should be ${expected}, but is ${actual}.`,
		{ name: "prompt", expected, actual },
		hint === undefined ? {} : { hint },
	);
}

/**
 * A question or conversation as messages, checked: system first if at all, then user and assistant in turn, a user turn last,
 * and no empty text.
 *
 * @throws {LvlmError} "invalid-argument"
 */
export function conversationOf(prompt: string | readonly Message[]): readonly Message[] {
	const messages: readonly Message[] = typeof prompt === "string" ? [{ role: "user", text: prompt }] : prompt;
	if (!Array.isArray(messages) || messages.length === 0) refuse("a question or a conversation", "empty");
	const turns = messages[0]?.role === "system" ? messages.slice(1) : messages;
	messages.forEach((message, index) => {
		if (!["system", "user", "assistant"].includes(message?.role) || typeof message.text !== "string") {
			refuse("made of { role: system | user | assistant, text }", JSON.stringify(message) ?? String(message));
		}
		if (message.text.trim() === "") refuse("a question with text", `empty in message ${index}`);
	});
	turns.forEach(({ role }, index) => {
		const expected = index % 2 === 0 ? "user" : "assistant";
		if (role !== expected) refuse("user and assistant turns in alternation", `"${role}" in turn ${index}`);
	});
	if (turns.length % 2 === 0) {
		refuse(
			"a conversation that ends with a user turn",
			turns.length === 0 ? "without one" : "one that ends with an answer",
		);
	}
	return messages.map(({ role, text }) => ({ role, text }));
}

/**
 * Refuses text that would become special tokens: a question must not be able to close its own turn or add an image.
 *
 * @param specialTokens  Their contents, longest first.
 * @throws {LvlmError} "invalid-argument" naming the token.
 */
export function refuseSpecialTokens(messages: readonly Message[], specialTokens: readonly string[]): void {
	for (const { text } of messages) {
		const token = specialTokens.find((content) => text.includes(content));
		if (token === undefined) continue;
		refuse(
			"plain text",
			`text with the special token "${token}"`,
			"The model would read it as a mark of its own. Write it differently, for instance with a space inside.",
		);
	}
}
