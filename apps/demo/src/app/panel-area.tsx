import type { JSX } from "react";
import type { Opened } from "../document/opened.js";
import type { PanelSettings } from "../panels/panel.js";
import { panels } from "../panels/panels.js";
import { FailureBoundary } from "./failure-boundary.js";
import { Tabs } from "./tabs.js";

export interface PanelAreaProps {
	readonly opened: Opened;
	/** Id of the tab that is shown. */
	readonly panel: string;
	readonly onPanel: (id: string) => void;
	readonly onShow: (run: string) => void;
	readonly settings: PanelSettings;
	readonly onSettings: (part: PanelSettings) => void;
	/** Whether another one can be chosen. */
	readonly hasTabs: boolean;
}

/** The tabs, and the one that is shown. */
export function PanelArea({ opened, panel, onPanel, hasTabs, ...view }: PanelAreaProps): JSX.Element | null {
	const current = panels.find(({ id }) => id === panel) ?? panels[0];
	if (!current) return null;
	const absent = current.absent(opened);
	return (
		<div className="right">
			{hasTabs && <Tabs name="Explanations" tabs={panels} current={current.id} onChange={onPanel} />}
			<div
				role="tabpanel"
				id={`panel-${current.id}`}
				className="panel"
				{...(hasTabs ? { "aria-labelledby": `tab-${current.id}` } : { "aria-label": current.title })}
			>
				{absent ? (
					<p className="absent">{absent}</p>
				) : (
					<FailureBoundary key={`${current.id} ${opened.run.id}`} what={`The panel “${current.title}”`}>
						<current.View opened={opened} onPanel={onPanel} {...view} />
					</FailureBoundary>
				)}
			</div>
		</div>
	);
}
