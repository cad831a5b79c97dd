import { type JSX, useId, useState } from "react";
import { Icon } from "./icon.js";
import { useMenu } from "./use-menu.js";

/** One format that a view can be saved in. `make` gives exactly what is drawn in the locked state. */
export interface ViewExport {
	/** "PNG, twice the size" */
	readonly label: string;
	/** With ending: "token-strip.csv". */
	readonly fileName: string;
	readonly make: () => Blob | Promise<Blob>;
}

export interface ExportMenuProps {
	readonly items: readonly ViewExport[];
	readonly isOpen: boolean;
	readonly onOpenChange: (isOpen: boolean) => void;
	/** Default: the browser saves the file. */
	readonly onExport?: (blob: Blob, fileName: string) => void;
}

/** The button and list of a view's formats. */
export function ExportMenu({ items, isOpen, onOpenChange, onExport }: ExportMenuProps): JSX.Element {
	const id = useId();
	const menu = useMenu(isOpen, onOpenChange);
	const [failure, setFailure] = useState<string>();
	const run = async (item: ViewExport): Promise<void> => {
		try {
			const save = onExport ?? (await import("../export/save-file.js")).saveFile;
			save(await item.make(), item.fileName);
			setFailure(undefined);
		} catch (error) {
			setFailure(`${item.label} could not be made: ${error instanceof Error ? error.message : String(error)}`);
		}
		menu.close();
	};
	return (
		<div ref={menu.box} className="lvlm-menu" {...menu.handlers}>
			<button
				type="button"
				className="lvlm-button lvlm-icon"
				aria-label="Export"
				aria-expanded={isOpen}
				aria-controls={isOpen ? id : undefined}
				onClick={() => onOpenChange(!isOpen)}
			>
				<Icon name="export" />
			</button>
			{isOpen && (
				<div id={id} className="lvlm-menu-list">
					{items.map((item) => (
						<button key={item.label} type="button" data-item="" className="lvlm-button" onClick={() => run(item)}>
							{item.label}
						</button>
					))}
				</div>
			)}
			<span role="alert" className={failure ? undefined : "lvlm-hidden"}>
				{failure}
			</span>
		</div>
	);
}
