import type { Backend, Session } from "@lvlm-interpret/core";

function patientSession(session: Session): Session {
	return {
		name: session.name,
		get inputs() {
			return session.inputs;
		},
		get outputs() {
			return session.outputs;
		},
		async run(feeds, { signal, ...options } = {}) {
			signal?.throwIfAborted();
			return session.run(feeds, options);
		},
		dispose: () => session.dispose(),
	};
}

/**
 * A backend whose runs are waited for. Backends that cannot end a run leave it at an abort: the promise rejects and the device works on.
 * The engine would then say "stopped" while the machine is still busy, and the page could not know that the worker must be
 * ended. Here an abort takes effect before a run or after it; with the capability "kill" the backend is left as it is.
 */
export function patientBackend(backend: Backend): Backend {
	if (backend.capabilities.has("kill")) return backend;
	return {
		specificationVersion: backend.specificationVersion,
		id: backend.id,
		get device() {
			return backend.device;
		},
		get capabilities() {
			return backend.capabilities;
		},
		isAvailable: () => backend.isAvailable(),
		async createSession(model, { signal, ...options } = {}) {
			signal?.throwIfAborted();
			return patientSession(await backend.createSession(model, options));
		},
		...(backend.memory ? { memory: () => (backend.memory as NonNullable<Backend["memory"]>)() } : {}),
		dispose: () => backend.dispose(),
	};
}
