import { type ComponentType, type JSX, lazy, Suspense } from "react";

/** A control whose code is loaded when it is first drawn; nothing stands in for it until then. For views see `lazyView`. */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => JSX.Element {
	const Loaded = lazy(async () => ({ default: (await load()) as ComponentType<object> }));
	// biome-ignore lint/correctness/noComponentHookFactories: called once for each control, when its module is read.
	return function LazyPart(props) {
		return (
			<Suspense fallback={<span className="lvlm-pending" />}>
				<Loaded {...props} />
			</Suspense>
		);
	};
}
