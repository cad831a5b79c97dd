import { Component, type JSX, type ReactNode } from "react";

export interface FailureBoundaryProps {
	/** What is inside: "This panel". */
	readonly what: string;
	readonly children: ReactNode;
}

/** Keeps a view that fails from taking the page with it: what is around it goes on, and it can be tried again. */
export class FailureBoundary extends Component<FailureBoundaryProps, { readonly error?: Error }> {
	override state: { readonly error?: Error } = {};

	static getDerivedStateFromError(error: unknown): { error: Error } {
		return { error: error instanceof Error ? error : new Error(String(error)) };
	}

	override render(): JSX.Element {
		const { what, children } = this.props;
		const { error } = this.state;
		if (!error) return <>{children}</>;
		return (
			<div role="alert" className="failure">
				<p>
					<strong>{what} could not be shown.</strong> {error.message}
				</p>
				<button type="button" onClick={() => this.setState({ error: undefined as never })}>
					Try again
				</button>
			</div>
		);
	}
}
