import { isDeviceTensor, isLvlmError, type SessionValue, type Tensor, tensor } from "@lvlm-interpret/core";
import { type ConformanceCase, expectCode, expectThat } from "../suite.js";
import { type BackendSubject, cache, elementsOf, withSession } from "./subject.js";

const empty = tensor("float32", [1, 2, 0, 4], new Float32Array());
const step = (value: number): Tensor => tensor("float32", [1, 2, 1, 4], new Float32Array(8).fill(value));
const keep = { keepOnDevice: ["present"] };

/** Values that stay in the session's memory. */
export const deviceCases: readonly ConformanceCase<BackendSubject>[] = [
	{
		id: "device-outputs/feed-back",
		needs: ["device-outputs"],
		run: ({ backend }) =>
			withSession(
				backend,
				cache(),
				async (session) => {
					let past: SessionValue = empty;
					for (const value of [1, 2, 3]) {
						const results = await session.run({ past, step: step(value) });
						if (isDeviceTensor(past)) past.dispose();
						past = results.present as SessionValue;
						expectThat(isDeviceTensor(past), "the kept output came to the host");
						expectThat(
							past.shape.join() === `1,2,${value},4`,
							`the kept output is [${past.shape}] after ${value} steps`,
						);
						const total = elementsOf(results, "total")[0];
						expectThat(total === 4 * value * (value + 1), `the total is ${total} after ${value} steps`);
					}
					if (isDeviceTensor(past)) past.dispose();
				},
				keep,
			),
	},
	{
		id: "device-outputs/read",
		needs: ["device-outputs"],
		run: ({ backend }) =>
			withSession(
				backend,
				cache(),
				async (session) => {
					const { present } = await session.run({ past: empty, step: step(2) });
					expectThat(present && isDeviceTensor(present), "the kept output came to the host");
					try {
						const value = await present.read();
						expectThat(
							Array.from(value.data as Float32Array).join() === "2,2,2,2,2,2,2,2",
							`reading gave ${value.data}`,
						);
					} catch (error) {
						// The contract lets a device say that it cannot.
						if (!isLvlmError(error, "capability-missing")) throw error;
					}
					present.dispose();
				},
				keep,
			),
	},
	{
		id: "device-outputs/counted-and-freed",
		needs: ["device-outputs"],
		run: ({ backend }) =>
			withSession(
				backend,
				cache(),
				async (session) => {
					const before = (await backend.memory?.())?.deviceTensors;
					const { present } = await session.run({ past: empty, step: step(1) });
					expectThat(present && isDeviceTensor(present), "the kept output came to the host");
					if (before !== undefined) {
						expectThat((await backend.memory?.())?.deviceTensors === before + 1, "a kept value is not counted");
					}
					present.dispose();
					present.dispose();
					expectThat((await backend.memory?.())?.deviceTensors === before, "a disposed value is still counted");
					await expectCode(
						session.run({ past: present, step: step(1) }),
						"a run with a disposed value",
						"session-disposed",
					);
				},
				keep,
			),
	},
	{
		id: "device-outputs/refuses-foreign-values",
		needs: ["device-outputs"],
		run: ({ backend }) =>
			withSession(backend, cache(), async (session) => {
				const foreign: SessionValue = {
					location: "device",
					dtype: "float32",
					shape: [1, 2, 1, 4],
					read: async () => step(1),
					dispose() {},
				};
				await expectCode(
					session.run({ past: foreign, step: step(1) }),
					"a value of another backend",
					"invalid-argument",
				);
			}),
	},
];
