import type { Tensor } from "@lvlm-interpret/core";
import { type JSX, lazy, type ReactNode, Suspense, useId, useRef, useState } from "react";
import { type CommonProps, Root } from "../theme/root.js";
import { ExportMenu, type ViewExport } from "./export-menu.js";
import { Icon } from "./icon.js";
import { type ShortcutHandlers, useShortcuts } from "./shortcuts.js";
import type { TableData } from "./table-data.js";
import { unbroken } from "./unbroken.js";
import { viewExports } from "./view-exports.js";
import { PartialNote, StatePanel, type ViewStatus } from "./view-status.js";
import { withoutBidiMarks } from "./without-bidi-marks.js";

// Loaded on first use: most readers never open it.
const DataTable = lazy(async () => ({ default: (await import("./data-table.js")).DataTable }));

const ready: ViewStatus = { kind: "ready" };

export interface ViewFrameProps extends CommonProps {
	readonly title: string;
	/** Settings and finding in one or two sentences; also the view's description for screen readers. */
	readonly caption?: string;
	/** Said behind the caption: what to know of the values, as sentences; those that are undefined are left out. */
	readonly note?: string | readonly (string | undefined)[];
	/** Controls above the view. */
	readonly toolbar?: ReactNode;
	/** Below the view, above the caption. */
	readonly legend?: ReactNode;
	readonly status?: ViewStatus;
	/** The table twin, made when it is opened. */
	readonly table?: () => TableData;
	/** What is drawn, in original units and its own shape, for NPY. Default: the numbers of the table. */
	readonly numbers?: () => Tensor;
	/** Default: PNG, SVG, and with a table CSV, JSON and NPY, of what is drawn in the locked state. */
	readonly exports?: readonly ViewExport[];
	/** Colours of PNG and SVG, whatever the page shows. Default `light`. */
	readonly exportTheme?: "light" | "dark";
	/** Default: the browser saves the file. */
	readonly onExport?: (blob: Blob, fileName: string) => void;
	/** What keys do while the focus is in this view, besides export, table and full screen. */
	readonly shortcuts?: ShortcutHandlers;
	/** Rules of the view's family, where they are not in the sheet of all views. */
	readonly sheet?: string;
	readonly children: ReactNode;
}

/** What all views have around them: title, tools, states, legend, caption, table twin, full screen. */
export function ViewFrame(props: ViewFrameProps): JSX.Element {
	const { toolbar, legend, status = ready, table, onExport, shortcuts } = props;
	const title = withoutBidiMarks(props.title);
	const caption = props.caption && withoutBidiMarks([props.caption, props.note].flat().filter(Boolean).join(" "));
	const id = useId();
	const view = useRef<HTMLElement>(null);
	const [isTable, setTable] = useState(false);
	const [isMenuOpen, setMenuOpen] = useState(false);
	const exports =
		props.exports ??
		viewExports({
			title,
			caption: caption ?? "",
			view: () => view.current,
			theme: props.exportTheme,
			table,
			numbers: props.numbers,
		});
	const hasData = status.kind === "ready" || status.kind === "partial";
	const canExport = hasData && exports.length > 0;
	const canTable = hasData && table !== undefined;
	const fullScreen = (): void => {
		if (document.fullscreenElement) void document.exitFullscreen();
		else void view.current?.requestFullscreen();
	};
	const onKeyDown = useShortcuts({
		...shortcuts,
		export: canExport ? () => setMenuOpen(true) : undefined,
		table: canTable ? () => setTable(!isTable) : undefined,
		"full-screen": fullScreen,
	});
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={props.sheet}>
			<section
				ref={view}
				className="lvlm-view"
				aria-labelledby={`${id}-title`}
				aria-describedby={caption && hasData ? `${id}-caption` : undefined}
				aria-busy={status.kind === "loading" || undefined}
				onKeyDown={onKeyDown}
			>
				<div className="lvlm-view-head">
					<h2 id={`${id}-title`} className="lvlm-view-title">
						{title}
					</h2>
					<div className="lvlm-view-tools">
						{canTable && (
							<button
								type="button"
								className="lvlm-button lvlm-icon"
								aria-label="Table"
								aria-pressed={isTable}
								onClick={() => setTable(!isTable)}
							>
								<Icon name="table" />
							</button>
						)}
						{canExport && (
							<ExportMenu items={exports} isOpen={isMenuOpen} onOpenChange={setMenuOpen} onExport={onExport} />
						)}
						<button type="button" className="lvlm-button lvlm-icon" aria-label="Full screen" onClick={fullScreen}>
							<Icon name="full-screen" />
						</button>
					</div>
				</div>
				{toolbar && hasData && <div className="lvlm-view-bar">{toolbar}</div>}
				{status.kind === "partial" && <PartialNote message={status.message} share={status.share} />}
				{hasData ? (
					<>
						<div className="lvlm-view-body">{props.children}</div>
						{legend && <div className="lvlm-view-legend">{legend}</div>}
						{caption && (
							<p id={`${id}-caption`} className="lvlm-caption">
								{unbroken(caption)}
							</p>
						)}
						{isTable && table && (
							<Suspense fallback={<StatePanel status={{ kind: "loading", message: "Loading the table …" }} />}>
								<DataTable label={title} data={table()} />
							</Suspense>
						)}
					</>
				) : (
					<StatePanel status={status} />
				)}
			</section>
		</Root>
	);
}
