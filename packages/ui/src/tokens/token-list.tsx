import { colorOf, formatValue, type ValueScale } from "@lvlm-interpret/core/paint";
import { type JSX, memo, type NamedExoticComponent, type RefObject, useLayoutEffect, useMemo, useRef } from "react";
import { framePainter } from "../canvas/frame-painter.js";
import { textOn } from "../canvas/text-on.js";
import type { LegendMarker } from "../foundation/legend.js";
import { readOut } from "../foundation/read-out.js";
import type { SelectionStore } from "../selection/store.js";
import { tokenListKeys } from "./token-list-keys.js";
import { type TokenUnit, unitKeys } from "./token-units.js";

export interface TokenListProps {
	readonly label: string;
	readonly units: readonly TokenUnit[];
	/** Without one, nothing is coloured. */
	readonly scale?: ValueScale;
	readonly unit?: string;
	readonly store: SelectionStore;
	readonly marker: RefObject<LegendMarker | null>;
	/** Whether taps add to what is picked, as Shift does. */
	readonly isExtending: boolean;
}

/** "dog, 0.31 share of mass, rank 2 of 14" */
function nameOf(one: TokenUnit, count: number, unit = ""): string {
	if (one.rank === 0) return one.text;
	return `${one.text}, ${formatValue(one.value)} ${unit}, rank ${one.rank} of ${count}`.replace(" ,", ",");
}

function paint(element: HTMLElement, value: number, scale: ValueScale | undefined): void {
	const color = scale ? colorOf(scale, value) : undefined;
	element.style.backgroundColor = color ? `rgb(${color.join(" ")})` : "";
	element.style.color = color ? `rgb(${textOn(color).join(" ")})` : "";
}

/** The words themselves. It renders when its units change, never on hover or pick: those are written on the elements. */
export const TokenList: NamedExoticComponent<TokenListProps> = memo(function TokenList(
	props: TokenListProps,
): JSX.Element {
	const { label, units, scale, unit, store, marker, isExtending } = props;
	const list = useRef<HTMLDivElement>(null);
	const box = useRef<HTMLDivElement>(null);
	const tip = useRef<HTMLDivElement>(null);
	const valued = units.reduce((count, one) => count + (one.rank > 0 ? 1 : 0), 0);

	useLayoutEffect(() => {
		const options = list.current?.children ?? [];
		for (let i = 0; i < units.length; i++) paint(options[i] as HTMLElement, (units[i] as TokenUnit).value, scale);
	}, [units, scale]);

	useLayoutEffect(() => {
		const element = list.current as HTMLElement;
		const tips = readOut(tip.current as HTMLElement);
		const drawPicked = (): void => {
			const picked = new Set(store.getState().locked.tokens);
			for (let i = 0; i < units.length; i++) {
				const isPicked = String((units[i] as TokenUnit).positions.some((one) => picked.has(one)));
				const option = element.children[i] as HTMLElement;
				if (option.getAttribute("aria-selected") !== isPicked) option.setAttribute("aria-selected", isPicked);
			}
		};
		const drawHover = (): void => {
			const hovered = new Set(store.getState().hover.tokens);
			for (const old of element.querySelectorAll("[data-hover]")) old.removeAttribute("data-hover");
			if (hovered.size === 0) return;
			for (let i = 0; i < units.length; i++) {
				const isHovered = (units[i] as TokenUnit).positions.some((one) => hovered.has(one));
				if (isHovered) (element.children[i] as HTMLElement).dataset.hover = "";
			}
		};
		const painter = framePainter(drawHover);
		const keys = tokenListKeys({ element, units, store });
		const indexOf = (event: Event): number =>
			Array.prototype.indexOf.call(element.children, (event.target as HTMLElement).closest("[role=option]"));
		const show = (index: number, isTouch: boolean): void => {
			const one = units[index];
			if (!one) return;
			const option = element.children[index] as HTMLElement;
			store.preview({ tokens: one.positions });
			marker.current?.show(one.value);
			const [rect, outer] = [option.getBoundingClientRect(), (box.current as HTMLElement).getBoundingClientRect()];
			tips.show(nameOf(one, valued, unit), rect.x + rect.width / 2 - outer.x, rect.y - outer.y, isTouch);
		};
		const leave = (): void => {
			store.preview({});
			marker.current?.show(Number.NaN);
			tips.hide();
		};
		const over = (event: PointerEvent): void => show(indexOf(event), event.pointerType === "touch");
		const focus = (event: Event): void => {
			if ((event.target as HTMLElement).matches(":focus-visible")) show(indexOf(event), false);
		};
		const click = (event: MouseEvent): void => {
			const index = indexOf(event);
			if (index >= 0) keys.pick(index, event.shiftKey, event.ctrlKey || event.metaKey || isExtending);
		};
		element.addEventListener("pointerover", over);
		element.addEventListener("pointerleave", leave);
		element.addEventListener("focusin", focus);
		element.addEventListener("focusout", leave);
		element.addEventListener("click", click);
		element.addEventListener("keydown", keys.onKeyDown);
		const stops = [
			store.subscribe((state) => state.locked, drawPicked),
			store.subscribe((state) => state.hover, painter.request),
		];
		// What it stood above may be elsewhere now.
		const sizes = new ResizeObserver(tips.hide);
		sizes.observe(element);
		drawPicked();
		return () => {
			sizes.disconnect();
			painter.cancel();
			for (const stop of stops) stop();
			element.removeEventListener("pointerover", over);
			element.removeEventListener("pointerleave", leave);
			element.removeEventListener("focusin", focus);
			element.removeEventListener("focusout", leave);
			element.removeEventListener("click", click);
			element.removeEventListener("keydown", keys.onKeyDown);
		};
	}, [units, unit, store, marker, isExtending, valued]);

	const names = useMemo(() => unitKeys(units), [units]);
	return (
		<div ref={box} className="lvlm-read-box">
			<div ref={list} className="lvlm-tokens" role="listbox" aria-label={label} aria-multiselectable="true">
				{units.map((one, index) => (
					<span
						key={names[index]}
						role="option"
						aria-selected="false"
						aria-label={nameOf(one, valued, unit)}
						tabIndex={index === 0 ? 0 : -1}
						className="lvlm-token"
						data-gap={one.hasGap || undefined}
						data-special={one.isSpecial || undefined}
					>
						{one.text}
					</span>
				))}
			</div>
			<div ref={tip} className="lvlm-read-out" aria-hidden="true" hidden />
		</div>
	);
});
