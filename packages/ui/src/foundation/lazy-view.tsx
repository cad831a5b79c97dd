import { type ComponentType, type JSX, lazy, Suspense } from "react";
import { ViewFrame, type ViewFrameProps } from "./view-frame.js";

/**
 * A view whose code is loaded when it is first drawn: pages that never show it do not pay for it. Until then its frame says so.
 *
 * @param name  Its title where the properties have none.
 */
export function lazyView<P extends object>(
	name: string,
	load: () => Promise<ComponentType<P>>,
): (props: P) => JSX.Element {
	const Loaded = lazy(async () => ({ default: (await load()) as ComponentType<object> }));
	// biome-ignore lint/correctness/noComponentHookFactories: called once for each view, when its module is read.
	return function LazyView(props) {
		const { title = name, className, style, id } = props as Partial<ViewFrameProps>;
		const waiting = (
			<ViewFrame
				title={title}
				className={[className, "lvlm-pending"].filter(Boolean).join(" ")}
				style={style}
				id={id}
				status={{ kind: "loading" }}
			>
				{null}
			</ViewFrame>
		);
		return (
			<Suspense fallback={waiting}>
				<Loaded {...props} />
			</Suspense>
		);
	};
}
