const reloaded = "lvlm-interpret: reloaded for isolation";

/**
 * Makes the page work without a network, and isolated on hosts that do not send the headers for it: then it is loaded once more, right
 * after its first visit, before anything has been done in it.
 *
 * @param onUpdate  Told when a new version is there; the page is loaded anew once `apply` is called.
 */
export async function registerOffline(onUpdate: (apply: () => void) => void): Promise<void> {
	const { serviceWorker } = navigator;
	if (!serviceWorker) return;
	const registration = await serviceWorker.register("./service-worker.js", { type: "module" });
	const offer = (): void => {
		const { waiting } = registration;
		if (!waiting || !serviceWorker.controller) return;
		onUpdate(() => {
			serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
			waiting.postMessage("take-over");
		});
	};
	offer();
	registration.addEventListener("updatefound", () => {
		registration.installing?.addEventListener("statechange", offer);
	});
	await serviceWorker.ready;
	if (crossOriginIsolated || sessionStorage.getItem(reloaded)) return;
	sessionStorage.setItem(reloaded, "yes");
	if (serviceWorker.controller) location.reload();
	else serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
}
