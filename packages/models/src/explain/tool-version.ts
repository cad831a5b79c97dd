import manifest from "../../package.json" with { type: "json" };

/** Version of this package, as results carry it. */
export const toolVersion: string = manifest.version;
