import type { Result } from "@lvlm-interpret/core";
import type { JSX } from "react";

/** What a reader has to know before trusting a map, beside it. */
export function Cautions({ result }: { readonly result: Result }): JSX.Element {
	return (
		<>
			{result.partial && (
				<p className="lvlm-caution">
					<strong>Not all was done.</strong> <bdi>{result.partial}</bdi>
				</p>
			)}
			{(result.cautions ?? []).map((caution) => (
				<p key={caution} className="lvlm-caution">
					<strong>Caution.</strong> <bdi>{caution}</bdi>
				</p>
			))}
		</>
	);
}
