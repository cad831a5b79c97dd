import type { HeadRef, Selection } from "../selection/store.js";

/** Most entries of a list that another page may send. */
const most = 100_000;

const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** An own property: what a host put on `Object.prototype` is no part of a message. */
export function own(value: unknown, key: string): unknown {
	return typeof value === "object" && value !== null && Object.hasOwn(value, key)
		? (value as Record<string, unknown>)[key]
		: undefined;
}

function indices(value: unknown): readonly number[] | undefined {
	return Array.isArray(value) && value.length <= most && value.every(isIndex) ? value : undefined;
}

function headRefs(value: unknown): readonly HeadRef[] | undefined {
	if (!Array.isArray(value) || value.length > most) return undefined;
	const refs = value.map((one) => ({ layer: own(one, "layer"), head: own(one, "head") }));
	return refs.every((one): one is HeadRef => isIndex(one.layer) && isIndex(one.head)) ? refs : undefined;
}

/** A selection as another page may send it: what makes no sense is left out. A part that is `null` lets go of it. */
export function readSelection(value: unknown): Partial<Selection> {
	const tokens = indices(own(value, "tokens"));
	const regions = indices(own(value, "regions"));
	const image = own(value, "image");
	const heads = headRefs(own(value, "heads"));
	const index = (key: "layer" | "head"): Partial<Selection> => {
		const one = own(value, key);
		if (one === null) return { [key]: undefined };
		return isIndex(one) ? { [key]: one } : {};
	};
	return {
		...(tokens ? { tokens } : {}),
		...(regions ? { regions } : {}),
		...(isIndex(image) ? { image } : {}),
		...index("layer"),
		...index("head"),
		...(heads ? { heads } : {}),
	};
}

/** A selection as a message: all parts are there, `null` where nothing is picked. */
export function selectionMessage({ tokens, layer, head, heads, image, regions }: Selection): object {
	return { tokens, regions, image, layer: layer ?? null, head: head ?? null, ...(heads ? { heads } : {}) };
}

/** Whether two selections pick the same. */
export function isSameSelection(a: Selection, b: Selection): boolean {
	return JSON.stringify(selectionMessage(a)) === JSON.stringify(selectionMessage(b));
}
