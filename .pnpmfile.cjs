// What `pnpm pack` and `pnpm publish` leave out of a package's manifest: the condition that leads to the sources, and what only
// the workspace needs; both stay here.
function withoutSources(exports) {
	if (typeof exports !== "object") return exports;
	const kept = Object.entries(exports).filter(([condition]) => condition !== "lvlm-source");
	return Object.fromEntries(kept.map(([name, target]) => [name, withoutSources(target)]));
}

module.exports = {
	hooks: {
		beforePacking: ({ devDependencies: _, exports, ...manifest }) => ({
			...manifest,
			exports: withoutSources(exports),
		}),
	},
};
