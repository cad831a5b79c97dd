import { type JSX, lazy, Suspense } from "react";
import type { ShortcutSheetProps } from "./shortcut-sheet.js";

const Loaded = lazy(async () => ({ default: (await import("./shortcut-sheet.js")).ShortcutSheet }));

/** The keys in force, each to be bound anew; loaded when it is first shown. */
export function ShortcutSheet(props: ShortcutSheetProps): JSX.Element {
	return (
		<Suspense fallback={null}>
			<Loaded {...props} />
		</Suspense>
	);
}
