import { type JSX, useEffect, useState } from "react";
import { registerOffline } from "../offline/register.js";
import type { KeptWork } from "../runs/run-shelf.js";
import { Banner } from "./banner.js";
import { useWork } from "./work.js";

export interface BannersProps {
	/** Shows a run of the work that is gone on with. */
	readonly onShow: (run: string) => void;
	/** Whether a link says what is to be shown: then earlier work is not offered. */
	readonly hasLink: boolean;
}

/** The latest work of an earlier visit; those before it are let go. */
function useKeptWork(isWanted: boolean): [KeptWork | undefined, () => void] {
	const { shelf } = useWork();
	const [kept, setKept] = useState<KeptWork>();
	useEffect(() => {
		if (!isWanted) return;
		shelf.works().then(
			(works) => {
				const [latest, ...older] = works.filter(({ isHeld }) => !isHeld);
				setKept(latest);
				for (const { id } of older) void shelf.removeWork(id);
			},
			() => undefined,
		);
	}, [shelf, isWanted]);
	return [kept, () => setKept(undefined)];
}

/** Offers the work of the last visit, and a new version of the app. */
export function Banners({ onShow, hasLink }: BannersProps): JSX.Element {
	const { shelf, library } = useWork();
	const [kept, dismissKept] = useKeptWork(!hasLink);
	const [update, setUpdate] = useState<{ apply: () => void }>();
	useEffect(() => {
		if (!import.meta.env.PROD) return;
		registerOffline((apply) => setUpdate({ apply })).catch((error: unknown) => {
			console.warn("The page will not work without a network.", error);
		});
	}, []);
	const asked = kept?.runs.filter(({ origin }) => origin.kind !== "example") ?? [];
	const last = asked.find(({ id }) => id === kept?.current) ?? asked.at(-1);
	return (
		<>
			{update && (
				<Banner action="Load it" onAction={update.apply} onDismiss={() => setUpdate(undefined)}>
					A new version of this page is ready.
				</Banner>
			)}
			{kept && last && (
				<Banner
					action="Go on with it"
					onAction={() => {
						dismissKept();
						library.adopt(kept);
						onShow(last.id);
					}}
					onDismiss={() => {
						dismissKept();
						void shelf.removeWork(kept.id);
					}}
				>
					Your last work is still here: “{last.question}”{asked.length > 1 && ` and ${asked.length - 1} more`},{" "}
					{new Date(kept.at).toLocaleString()}.
				</Banner>
			)}
		</>
	);
}
