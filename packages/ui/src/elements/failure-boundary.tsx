import { Component, type ReactNode } from "react";
import { ViewFrame } from "../foundation/view-frame.js";

export interface FailureBoundaryProps {
	readonly onError: (error: unknown) => void;
	readonly children: ReactNode;
}

/** Shows what a view threw in place of the view. A new key tries again. */
export class FailureBoundary extends Component<FailureBoundaryProps, { readonly error?: unknown }> {
	override state: { readonly error?: unknown } = {};

	static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
		return { error };
	}

	override componentDidCatch(error: unknown): void {
		this.props.onError(error);
	}

	override render(): ReactNode {
		if (!("error" in this.state)) return this.props.children;
		const { error } = this.state;
		const message = error instanceof Error ? error.message : String(error);
		return (
			<ViewFrame title="This view cannot be shown" status={{ kind: "error", message }}>
				{null}
			</ViewFrame>
		);
	}
}
