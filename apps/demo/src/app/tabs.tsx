import { type JSX, type KeyboardEvent, useRef } from "react";

export interface TabsProps {
	readonly name: string;
	readonly tabs: readonly { readonly id: string; readonly title: string }[];
	readonly current: string;
	readonly onChange: (id: string) => void;
}

/** Tabs that arrow keys, Home and End walk through; the panel of tab X has the id "panel-X". */
export function Tabs({ name, tabs, current, onChange }: TabsProps): JSX.Element {
	const list = useRef<HTMLDivElement>(null);
	const onKeyDown = (event: KeyboardEvent): void => {
		const at = tabs.findIndex(({ id }) => id === current);
		const last = tabs.length - 1;
		const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[
			event.key
		];
		const next = to === undefined ? undefined : tabs[to];
		if (!next) return;
		event.preventDefault();
		onChange(next.id);
		list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
	};
	return (
		<div role="tablist" aria-label={name} className="tabs" ref={list} onKeyDown={onKeyDown}>
			{tabs.map(({ id, title }) => (
				<button
					key={id}
					id={`tab-${id}`}
					type="button"
					role="tab"
					aria-selected={id === current}
					aria-controls={`panel-${id}`}
					tabIndex={id === current ? 0 : -1}
					onClick={() => onChange(id)}
				>
					{title}
				</button>
			))}
		</div>
	);
}
