import { type ConformanceCase, expectCode, expectThat } from "../suite.js";
import { type BackendSubject, doubling, elementsOf, row, withSession } from "./subject.js";

/** What a backend and its sessions state about themselves, and what is left after their end. */
export const contractCases: readonly ConformanceCase<BackendSubject>[] = [
	{
		id: "contract/describes-itself",
		needs: [],
		async run({ backend }) {
			expectThat(
				backend.specificationVersion === "v1",
				`specificationVersion is "${backend.specificationVersion}", not "v1"`,
			);
			expectThat(/^([a-z][a-z0-9-]*:)?[a-z][a-z0-9-]*$/.test(backend.id), `the id "${backend.id}" is not kebab-case`);
			expectThat(backend.device.length > 0, "the device has no name");
			const known = new Set(["float16", "int64", "external-paths", "device-outputs", "scan", "kill"]);
			for (const one of backend.capabilities) expectThat(known.has(one), `"${one}" is no capability`);
		},
	},
	{
		id: "contract/states-inputs-and-outputs",
		needs: [],
		run: ({ backend }) =>
			withSession(backend, doubling(), async ({ name, inputs, outputs }) => {
				expectThat(name === "doubling", `the session's name is "${name}"`);
				const shown = JSON.stringify([...inputs, ...outputs].map((one) => [one.name, one.dtype, one.shape]));
				const expected = '[["x","float32",["n"]],["y","float32",["n"]],["total","float32",[]]]';
				expectThat(shown === expected, `inputs and outputs are ${shown}, but should be ${expected}`);
			}),
	},
	{
		id: "contract/counts-sessions",
		needs: [],
		async run({ backend }) {
			if (!backend.memory) return;
			const before = (await backend.memory()).sessions;
			await withSession(backend, doubling(), async () => {
				const memory = await backend.memory?.();
				expectThat(
					memory?.sessions === before + 1,
					`${memory?.sessions} sessions are counted after ${before} and one more`,
				);
				expectThat(memory.residentBytes >= 0, "residentBytes is negative");
			});
			const after = (await backend.memory()).sessions;
			expectThat(after === before, `${after} sessions are counted after a session was disposed, ${before} before it`);
		},
	},
	{
		id: "contract/no-use-after-dispose",
		needs: [],
		async run({ backend }) {
			const session = await backend.createSession(doubling());
			await session.dispose();
			await session.dispose();
			await expectCode(session.run({ x: row(1) }), "a run of a disposed session", "session-disposed");
		},
	},
	{
		id: "contract/dispose-ends-all-sessions",
		needs: [],
		async run({ create }) {
			const backend = await create();
			const session = await backend.createSession(doubling());
			await session.run({ x: row(1) });
			await backend.dispose();
			await backend.dispose();
			await expectCode(session.run({ x: row(1) }), "a run after the backend's end", "session-disposed");
			await expectCode(backend.createSession(doubling()), "a session after the backend's end", "session-disposed");
		},
	},
	{
		id: "contract/dispose-waits-for-runs",
		needs: [],
		async run({ backend }) {
			const session = await backend.createSession(doubling());
			const running = session.run({ x: row(1, 2) }).then(
				(results) => elementsOf(results, "total")[0],
				(error: { code?: string }) => error.code,
			);
			await session.dispose();
			const end = await running;
			expectThat(end === 3 || end === "session-disposed", `a run under way at dispose() ended with ${end}`);
		},
	},
];
