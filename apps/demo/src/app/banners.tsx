import { type JSX, useEffect, useState } from "react";
import { forgetKept, type Kept, lastKept } from "../autosave/autosave.js";
import { registerOffline } from "../offline/register.js";
import { Banner } from "./banner.js";

export interface BannersProps {
	readonly onRestore: (kept: Kept) => void;
	/** Whether a link says what is to be shown: then earlier work is not offered. */
	readonly hasLink: boolean;
}

/** Offers the work of the last visit, and a new version of the app. */
export function Banners({ onRestore, hasLink }: BannersProps): JSX.Element {
	const [kept, setKept] = useState<Kept>();
	const [update, setUpdate] = useState<{ apply: () => void }>();
	useEffect(() => {
		if (!hasLink) void lastKept().then(setKept);
	}, [hasLink]);
	useEffect(() => {
		if (!import.meta.env.PROD) return;
		registerOffline((apply) => setUpdate({ apply })).catch((error: unknown) => {
			console.warn("The page will not work without a network.", error);
		});
	}, []);
	return (
		<>
			{update && (
				<Banner action="Load it" onAction={update.apply} onDismiss={() => setUpdate(undefined)}>
					A new version of this page is ready.
				</Banner>
			)}
			{kept && (
				<Banner
					action="Go on with it"
					onAction={() => {
						onRestore(kept);
						setKept(undefined);
					}}
					onDismiss={() => {
						void forgetKept();
						setKept(undefined);
					}}
				>
					Your last work is still here: “{kept.question}”, {new Date(kept.at).toLocaleString()}.
				</Banner>
			)}
		</>
	);
}
