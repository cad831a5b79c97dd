import { type JSX, useContext, useEffect, useRef, useState } from "react";
import type { Selection } from "../selection/store.js";
import { type Theme, uiContext } from "../theme/context.js";
import { type CommonProps, Root } from "../theme/root.js";
import { elementStyles } from "../theme/styles-elements.js";
import { type ConnectToFrameOptions, connectToFrame, type FrameConnection } from "./connect-to-frame.js";

export interface EmbedFrameProps extends CommonProps, Pick<ConnectToFrameOptions, "onReady" | "onSelect" | "onError"> {
	/** Address of a page that holds one of the `lvlm-*` elements and lists this page in its `origins`. */
	readonly src: string;
	/** What the frame is called for screen readers. */
	readonly title: string;
	readonly view?: string;
	/** Default: that of the provider. */
	readonly theme?: Theme;
	/** Parts that are not shown: "title tools legend". */
	readonly hide?: string;
	/** What is picked in the frame. */
	readonly selection?: Partial<Selection>;
	/** Pixels. Default `content`: as high as the frame says that it needs. */
	readonly height?: number | "content";
}

/** A view on another site, in an iframe, with settings and selection passed by messages to and from that site alone. */
export function EmbedFrame(props: EmbedFrameProps): JSX.Element {
	const { src, title, view, hide, selection, height = "content" } = props;
	const outer = useContext(uiContext);
	const theme = props.theme ?? outer.theme;
	const iframe = useRef<HTMLIFrameElement>(null);
	const connection = useRef<FrameConnection>(undefined);
	const latest = useRef(props);
	latest.current = props;
	const [needed, setNeeded] = useState(320);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a new address is a new frame; what else changes is sent below.
	useEffect(() => {
		if (!iframe.current) return;
		const { onReady, onSelect, onError } = {
			onReady: ((ready) => latest.current.onReady?.(ready)) satisfies EmbedFrameProps["onReady"],
			onSelect: ((picked) => latest.current.onSelect?.(picked)) satisfies EmbedFrameProps["onSelect"],
			onError: ((failure) => latest.current.onError?.(failure)) satisfies EmbedFrameProps["onError"],
		};
		const made = connectToFrame(iframe.current, { onReady, onSelect, onError, onResize: setNeeded });
		connection.current = made;
		return () => made.disconnect();
	}, [src]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a new frame is told as well.
	useEffect(() => connection.current?.set({ view, theme, hide }), [view, theme, hide, src]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a new frame is told as well.
	useEffect(() => {
		if (selection) connection.current?.select(selection);
	}, [selection, src]);
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={elementStyles}>
			<iframe
				ref={iframe}
				className="lvlm-frame"
				src={src}
				title={title}
				loading="lazy"
				sandbox="allow-scripts allow-same-origin allow-downloads"
				allow="fullscreen; clipboard-write"
				style={{ height: height === "content" ? needed : height }}
			/>
		</Root>
	);
}
