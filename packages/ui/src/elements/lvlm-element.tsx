import { LvlmError } from "@lvlm-interpret/core";
import type { JSX } from "react";
import { createRoot, type Root } from "react-dom/client";
import { connectToPage } from "../embed/connect-to-page.js";
import { ViewFrame } from "../foundation/view-frame.js";
import type { ViewStatus } from "../foundation/view-status.js";
import { LvlmUiProvider } from "../selection/provider.js";
import type { Selection } from "../selection/store.js";
import { adoptStyles } from "../theme/adopt-styles.js";
import type { Theme } from "../theme/context.js";
import { elementStyles } from "../theme/styles-elements.js";
import type { ElementSpec } from "./element-specs.js";
import { FailureBoundary } from "./failure-boundary.js";
import { fetchSession } from "./fetch-session.js";
import { type OpenedSession, openSession } from "./open-session.js";
import { joinGroup, type Membership } from "./selection-groups.js";

const themes: readonly string[] = ["light", "dark", "system"];
/** Where there is no page, importing this module does no harm. */
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/** Thrown where views are drawn, so that it is shown and told as any failure of a view. */
function NoSuchView({ wanted, views }: { readonly wanted: string; readonly views: readonly string[] }): never {
	const expected = views.join(", ");
	throw new LvlmError(
		"invalid-argument",
		`There is no view "${wanted}".`,
		{ name: "view", expected, actual: wanted },
		{ hint: `Give one of: ${expected}.` },
	);
}

/** Everything that an element holds while it is connected. */
interface Life {
	readonly root: Root;
	readonly membership: Membership;
	readonly stop: AbortController;
}

/**
 * A view as a custom element, in a shadow root of its own; it needs no framework around it.
 *
 * Attributes: `src` (address of a `.lvlm`), `view` (see {@link LvlmElement.views}), `theme` ("light", "dark", "system"), `hide` (parts,
 * with spaces between: title, tools, toolbar, legend, caption, words, question, tabs), `group` (elements with the same name share
 * a selection), `origins` (of pages that may speak to it through an iframe; see `connectToPage`).
 *
 * Events, which bubble and leave shadow roots: `lvlm-select` (detail: the selection), `lvlm-error` (detail: an LvlmError, or what a
 * view threw), `lvlm-ready` (a session or `data` is shown).
 */
export abstract class LvlmElement<Data = never> extends Base {
	static readonly observedAttributes: readonly string[] = ["src", "view", "theme", "group", "origins"];
	protected abstract readonly spec: ElementSpec<Data>;
	#data: Data | undefined;
	#life: Life | undefined;
	#loading: AbortController | undefined;
	#opened: OpenedSession | undefined;
	#status: ViewStatus | undefined;
	/** To be picked once the element is connected. */
	#picked: Partial<Selection> | undefined;
	/** Counts what was given to be shown: after an error the next is tried afresh. */
	#shown = 0;
	#isAsked = false;

	/** Properties of the view, in place of a session at `src`. */
	get data(): Data | undefined {
		return this.#data;
	}
	set data(data: Data | undefined) {
		this.#data = data;
		this.#shown++;
		if (this.#life) void this.#load();
	}

	/** What is picked; setting a part picks it. */
	get selection(): Partial<Selection> | undefined {
		return this.#life?.membership.store.getState().locked ?? this.#picked;
	}
	set selection(part: Partial<Selection> | undefined) {
		if (!this.#life) this.#picked = part;
		else if (part) this.#life.membership.pick(this.#known(part));
	}

	/** What `view` can be. The first is shown where it names none. */
	get views(): readonly string[] {
		return Object.keys(this.spec.views);
	}

	/** The view that is shown. */
	get view(): string {
		const wanted = this.getAttribute("view");
		return wanted !== null && Object.hasOwn(this.spec.views, wanted) ? wanted : (this.views[0] as string);
	}
	set view(view: string) {
		this.setAttribute("view", view);
	}

	connectedCallback(): void {
		// Moved within the page: it goes on.
		if (this.#life) return;
		const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
		adoptStyles(shadow, elementStyles);
		const membership = joinGroup(this.getAttribute("group"));
		const stop = new AbortController();
		const box = shadow.appendChild(document.createElement("div"));
		const root = createRoot(box);
		this.#life = { root, membership, stop };
		const unsubscribe = membership.store.subscribe(
			({ locked }) => locked,
			(locked) => this.#tell("lvlm-select", locked),
		);
		stop.signal.addEventListener("abort", () => {
			unsubscribe();
			root.unmount();
			box.remove();
			membership.leave();
		});
		this.#takeEarlier();
		if (this.#picked) membership.pick(this.#picked);
		this.#picked = undefined;
		this.#connectPage(stop.signal);
		void this.#load();
	}

	disconnectedCallback(): void {
		// Not yet: a page may be moving it, and a framework around it may be in the middle of drawing.
		queueMicrotask(() => {
			if (!this.isConnected) this.#free();
		});
	}

	attributeChangedCallback(name: string, before: string | null, now: string | null): void {
		if (!this.#life || before === now) return;
		if (name === "src") void this.#load();
		else if (name === "group" || name === "origins") {
			this.#free();
			this.connectedCallback();
		} else this.#render();
	}

	#free(): void {
		this.#life?.stop.abort();
		this.#loading?.abort();
		this.#life = undefined;
		this.#loading = undefined;
		this.#opened = undefined;
	}

	/** A page may set properties before the element is defined: they then hide those of the class. */
	#takeEarlier(): void {
		for (const name of ["data", "selection"] as const) {
			if (!Object.hasOwn(this, name)) continue;
			const value = this[name] as never;
			delete this[name];
			this[name] = value;
		}
	}

	/** Without positions that the session does not have. */
	#known(part: Partial<Selection>): Partial<Selection> {
		const count = this.#opened?.session.sequence.tokens.length;
		if (count === undefined || !part.tokens) return part;
		return { ...part, tokens: part.tokens.filter((position) => position < count) };
	}

	#connectPage(signal: AbortSignal): void {
		const origins = this.getAttribute("origins")?.split(/\s+/).filter(Boolean) ?? [];
		if (origins.length === 0 || window.parent === window) return;
		try {
			signal.addEventListener("abort", connectToPage(this, { origins }));
		} catch (error) {
			this.#fail(error);
		}
	}

	async #load(): Promise<void> {
		this.#loading?.abort();
		const src = this.getAttribute("src");
		this.#opened = undefined;
		this.#status = undefined;
		if (this.#data === undefined && src !== null) {
			const loading = new AbortController();
			this.#loading = loading;
			const onShare = (share: number): void => {
				this.#status = { kind: "loading", message: "Loading the session …", share };
				this.#render();
			};
			this.#status = { kind: "loading", message: "Loading the session …" };
			this.#render();
			try {
				const opened = await openSession(await fetchSession(src, { signal: loading.signal, onShare }));
				if (loading.signal.aborted) return;
				this.#opened = opened;
				this.#status = undefined;
				this.#life?.membership.begin(opened.selection, this.#shown > 0);
				this.#shown++;
			} catch (error) {
				if (!loading.signal.aborted) this.#fail(error);
				return;
			}
		}
		this.#render();
		if (this.#opened || this.#data !== undefined) this.#tell("lvlm-ready", undefined);
	}

	#tell(name: string, detail: unknown): void {
		this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
	}

	readonly #tellError = (error: unknown): void => this.#tell("lvlm-error", error);

	#fail(error: unknown): void {
		this.#status = { kind: "error", message: error instanceof Error ? error.message : String(error) };
		this.#render();
		this.#tellError(error);
	}

	/** At most once a task, however many attributes change. */
	#render(): void {
		if (this.#isAsked) return;
		this.#isAsked = true;
		queueMicrotask(() => {
			this.#isAsked = false;
			const theme = this.getAttribute("theme") ?? "";
			this.#life?.root.render(
				<LvlmUiProvider
					theme={themes.includes(theme) ? (theme as Theme) : "system"}
					store={this.#life.membership.store}
					onError={this.#tellError}
				>
					<FailureBoundary key={`${this.#shown} ${this.getAttribute("view")}`} onError={this.#tellError}>
						{this.#content()}
					</FailureBoundary>
				</LvlmUiProvider>,
			);
		});
	}

	#content(): JSX.Element {
		const { view } = this;
		const waiting = (status: ViewStatus): JSX.Element => (
			<ViewFrame title={this.spec.views[view]?.title ?? ""} status={status}>
				{null}
			</ViewFrame>
		);
		const wanted = this.getAttribute("view");
		if (wanted !== null && wanted !== view) return <NoSuchView wanted={wanted.slice(0, 60)} views={this.views} />;
		if (this.#status) return waiting(this.#status);
		if (this.#data !== undefined) return this.spec.draw(this.#data, view);
		if (!this.#opened) return waiting({ kind: "empty", message: "Nothing to show: give `src` or `data`." });
		const absent = this.spec.views[view]?.absent(this.#opened);
		return absent
			? waiting({ kind: "empty", message: absent })
			: (this.spec.views[view]?.draw(this.#opened) as JSX.Element);
	}
}
