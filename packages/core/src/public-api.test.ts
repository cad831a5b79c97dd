import { expect, it } from "vitest";
import * as core from "./index.js";
import * as paint from "./paint/index.js";
import * as session from "./session/index.js";

// A name that appears or goes changes what others build on: change it here on purpose.
it("core has these names", () => {
	expect(Object.keys(core).sort()).toEqual([
		"LvlmError",
		"aggregationIds",
		"aggregations",
		"allocate",
		"assertJson",
		"assertShape",
		"bytesPerElement",
		"checkFeeds",
		"createRegistry",
		"elementCount",
		"fromHalf",
		"groupWords",
		"invariant",
		"isAbort",
		"isDeviceTensor",
		"isLvlmError",
		"memoryRowSource",
		"newestRows",
		"positionsOf",
		"queryPosition",
		"rankCorrelation",
		"resolveOptions",
		"rowAxes",
		"sinkReason",
		"storeRows",
		"storedRowSource",
		"tensor",
		"toHalf",
		"tokenPieces",
		"weightBytes",
	]);
});

it("core/paint has these names", () => {
	expect(Object.keys(paint).sort()).toEqual([
		"colorIndex",
		"colorMap",
		"colorMapNames",
		"colorOf",
		"contrastRatio",
		"createPicture",
		"fitScale",
		"formatValue",
		"isHatched",
		"isVisible",
		"legendTicks",
		"mapRectangles",
		"paintGrid",
		"paintLegend",
		"paintOverlay",
		"regionField",
		"relativeLuminance",
		"resizeForDisplay",
		"scalePosition",
		"textColorOn",
		"upsampleGrid",
	]);
});

it("core/session has these names", () => {
	expect(Object.keys(session).sort()).toEqual([
		"decodeSession",
		"decodeWork",
		"encodeSession",
		"encodeWork",
		"schemaVersion",
		"sessionOf",
		"writeZip",
	]);
});
