import {
	type Context,
	createContext,
	type JSX,
	type KeyboardEvent,
	type ReactNode,
	useContext,
	useMemo,
	useRef,
} from "react";

/** What a key can do in a view. */
export type ShortcutAction =
	| "export"
	| "table"
	| "full-screen"
	| "layer-up"
	| "layer-down"
	| "head-back"
	| "head-forward"
	| "head-average"
	| "play"
	| "release"
	| "help";

/** Keys as `KeyboardEvent.key` names them; letters in lower case. */
export type ShortcutBindings = Readonly<Record<ShortcutAction, string>>;

export const defaultBindings: ShortcutBindings = {
	export: "e",
	table: "t",
	"full-screen": "f",
	"layer-up": "ArrowUp",
	"layer-down": "ArrowDown",
	"head-back": "[",
	"head-forward": "]",
	"head-average": "a",
	play: " ",
	release: "Escape",
	help: "?",
};

export type ShortcutHandlers = Partial<Record<ShortcutAction, () => void>>;

interface Shortcuts {
	readonly bindings: ShortcutBindings;
	/** Whether single letters, digits and signs act. */
	readonly characters: boolean;
}

const context: Context<Shortcuts> = createContext<Shortcuts>({ bindings: defaultBindings, characters: false });

/** Somebody who types, or moves a native control, keeps the key. */
function isTaken(event: KeyboardEvent): boolean {
	if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
	const target = event.target as HTMLElement;
	if (target.isContentEditable || target.closest("input, textarea, select, [role=textbox]")) return true;
	return event.key === " " && target.closest("button, a, summary") !== null;
}

/** Runs the handler that a key is bound to; true where there was one. */
function act(event: KeyboardEvent, handlers: ShortcutHandlers, { bindings, characters }: Shortcuts): boolean {
	if (isTaken(event)) return false;
	const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
	if (key.length === 1 && key !== " " && !characters) return false;
	for (const [action, handler] of Object.entries(handlers)) {
		if (bindings[action as ShortcutAction] !== key || !handler) continue;
		event.preventDefault();
		handler();
		return true;
	}
	return false;
}

/** The key handler of a view: acts while the view holds the focus, never on the document. */
export function useShortcuts(handlers: ShortcutHandlers): (event: KeyboardEvent) => void {
	const shortcuts = useContext(context);
	return (event) => {
		act(event, handlers, shortcuts);
	};
}

export interface ShortcutProviderProps {
	/** What keys do anywhere inside, where no view takes them. */
	readonly handlers?: ShortcutHandlers;
	readonly bindings?: Partial<ShortcutBindings>;
	/** Whether letters, digits and signs act. Default true; in a view without a provider they never do. */
	readonly characters?: boolean;
	readonly children: ReactNode;
}

/** Turns keys on for all views inside it, and rebinds them. */
export function ShortcutProvider({
	handlers = {},
	bindings,
	characters = true,
	children,
}: ShortcutProviderProps): JSX.Element {
	const value = useMemo(() => ({ bindings: { ...defaultBindings, ...bindings }, characters }), [bindings, characters]);
	const latest = useRef(handlers);
	latest.current = handlers;
	return (
		<context.Provider value={value}>
			{/* biome-ignore lint/a11y/noStaticElementInteractions: keys bubble up from the views inside. */}
			<div onKeyDown={(event) => act(event, latest.current, value)}>{children}</div>
		</context.Provider>
	);
}

/** The keys in force, for a sheet. */
export function useBindings(): ShortcutBindings {
	return useContext(context).bindings;
}
