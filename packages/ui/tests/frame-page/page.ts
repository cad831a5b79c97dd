// A React page around a view of another site; the site is in the fragment.
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { EmbedFrame, type EmbedFrameProps } from "../../src/elements.js";

const told: unknown[] = [];
const root = createRoot(document.body.appendChild(document.createElement("div")));
const fixed: EmbedFrameProps = {
	src: `${decodeURIComponent(location.hash.slice(1))}/viewer.html`,
	title: "An answer",
	onReady: (ready) => told.push({ type: "ready", ...ready }),
	onSelect: (selection) => told.push({ type: "select", tokens: selection.tokens }),
	onError: (failure) => told.push({ type: "error", ...failure }),
};
const draw = (props: Partial<EmbedFrameProps>): void => root.render(createElement(EmbedFrame, { ...fixed, ...props }));
draw({ theme: "dark" });
Object.assign(globalThis, { told, draw });
