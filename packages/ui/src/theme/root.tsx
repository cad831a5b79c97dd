import { type CSSProperties, type JSX, type ReactNode, useContext, useLayoutEffect, useMemo, useRef } from "react";
import { adoptStyles } from "./adopt-styles.js";
import { type Theme, uiContext } from "./context.js";

/** Props that every view takes. */
export interface CommonProps {
	readonly className?: string;
	readonly style?: CSSProperties;
	readonly id?: string;
}

export interface RootProps extends CommonProps {
	readonly theme?: Theme;
	/** Rules of a family beyond the sheet of all views. */
	readonly sheet?: string;
	readonly children: ReactNode;
}

/** The element that carries theme and reset. Inside another root it adds nothing but its own box. */
export function Root({ className, style, id, theme, sheet, children }: RootProps): JSX.Element {
	const outer = useContext(uiContext);
	const element = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => {
		if (!element.current) return;
		adoptStyles(element.current);
		if (sheet) adoptStyles(element.current, sheet);
	}, [sheet]);
	const used = theme ?? outer.theme;
	const inner = useMemo(() => ({ ...outer, theme: used, isNested: true }), [outer, used]);
	const classes = [outer.isNested ? "" : "lvlm", className].filter(Boolean).join(" ");
	return (
		<uiContext.Provider value={inner}>
			<div
				ref={element}
				id={id}
				className={classes || undefined}
				style={style}
				data-theme={outer.isNested ? undefined : used}
			>
				{children}
			</div>
		</uiContext.Provider>
	);
}
