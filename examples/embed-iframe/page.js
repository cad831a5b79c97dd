// From lvlm-frame.js.
const { connectToFrame } = globalThis.lvlmFrame;
const [iframe] = document.getElementsByTagName("iframe");
const byId = (id) => document.getElementById(id);
// The other site: in this example the same computer, at the port above this page's.
iframe.src = `http://127.0.0.1:${Number(location.port) + 1}/viewer.html`;

const frame = connectToFrame(iframe, {
	theme: byId("theme").value,
	onReady({ view, views }) {
		byId("view").replaceChildren(...views.map((one) => new Option(one, one, one === view, one === view)));
		byId("view").disabled = byId("pick").disabled = false;
	},
	onSelect: ({ tokens }) => {
		byId("picked").textContent = tokens.length > 0 ? `tokens ${tokens.join(", ")}` : "nothing";
	},
	onError: ({ message }) => {
		byId("failed").textContent = message;
	},
	onResize: (height) => {
		iframe.style.height = `${height}px`;
	},
});

byId("theme").addEventListener("change", (event) => frame.set({ theme: event.target.value }));
byId("view").addEventListener("change", (event) => frame.set({ view: event.target.value }));
byId("hide").addEventListener("change", (event) => frame.set({ hide: event.target.checked ? "caption" : "" }));
byId("pick").addEventListener("click", () => frame.select({ tokens: [160] }));
