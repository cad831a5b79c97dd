import type { Generation, Result } from "@lvlm-interpret/core";
import { relevancy } from "@lvlm-interpret/explainers";
import { LvlmUiProvider } from "@lvlm-interpret/ui";
import { RelevancePanel } from "@lvlm-interpret/ui/charts";
import { type FormEvent, useState } from "react";
import { useModel } from "./use-model";

interface Explained {
	readonly answer: Generation;
	readonly map: Result;
}

export function App() {
	const { model, error } = useModel("shapes-llava");
	const [explained, setExplained] = useState<Explained>();
	const [status, setStatus] = useState("");

	async function ask(event: FormEvent<HTMLFormElement>) {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		const picture = form.get("picture") as File;
		try {
			setStatus("Asking …");
			const image = new Uint8Array(await picture.arrayBuffer());
			const answer = await model?.generate({ image, prompt: String(form.get("prompt")) });
			if (!answer) return;
			setStatus(`“${answer.text.trim()}” Explaining …`);
			setExplained({ answer, map: await answer.explain(relevancy(), {}) });
			setStatus(`“${answer.text.trim()}”`);
		} catch (cause) {
			setStatus((cause as Error).message);
		}
	}

	return (
		<main>
			<h1>What does the answer rest on?</h1>
			<form onSubmit={ask}>
				<input type="file" name="picture" accept="image/*" aria-label="Picture" required />
				<input name="prompt" defaultValue="What colour is the circle?" aria-label="Question" />
				<button type="submit" disabled={!model}>
					Ask
				</button>
			</form>
			<p role="status">{error?.message ?? (model ? status || "Pick a picture and ask." : "Opening the model …")}</p>
			{explained && (
				<LvlmUiProvider>
					<RelevancePanel
						results={[explained.map]}
						sequence={explained.answer.sequence}
						layouts={explained.answer.layouts}
						image={explained.answer.image}
					/>
				</LvlmUiProvider>
			)}
		</main>
	);
}
