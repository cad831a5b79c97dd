import type { JSX } from "react";
import { colour, description, planted, recoloured } from "../fixtures/index.js";
import {
	ContrastPanel,
	ModalityPanel,
	RelevanceGalleryPanel,
	RelevanceMapPicker,
	RelevancePanel,
	TopInputsChart,
	topInputs,
} from "../src/charts.js";
import {
	Conversation,
	DeviceBadge,
	DevicePicker,
	defaultSampling,
	ExampleGallery,
	ImageEditor,
	ImageInput,
	MethodPicker,
	ModelPicker,
	PreprocessPicker,
	ProgressPanel,
	PromptEditor,
	RunControls,
	SamplingPanel,
	StatusBar,
} from "../src/controls.js";
import {
	CompareBoard,
	DeletionInsertionChart,
	FaithfulnessBadge,
	MethodAgreement,
	RunHistory,
	SanityPanel,
} from "../src/evaluate.js";
import { CausalControls, CausalGraph, CausalPanel, HeadImportanceChart, PdsTree, RadiusStepper } from "../src/graph.js";
import {
	AttentionLinksPanel,
	AttentionMatrixPanel,
	ColorScaleControl,
	FrameStrip,
	HeadFinder,
	HeadGalleryPanel,
	HeadStrip,
	HeatmapDiff,
	ImageStage,
	ImageToToken,
	LayerHeadPanel,
	LayerHeadPicker,
	PatchHeatmap,
	PatchSelector,
	PromptMap,
	type SelectionStore,
	ShortcutSheet,
	SinkMask,
	TileNavigator,
	TokenInspector,
	TokenPlayer,
	TokenStrip,
	TokenToImage,
	VitAttentionPanel,
} from "../src/index.js";
import { SessionBar, ShareDialog } from "../src/session.js";
import { BatchTable } from "../src/tables.js";
import { runs } from "../stories/batch/runs.js";
import { runOf } from "../stories/compare/runs.js";
import { hill, picture, tiled, tileSpecs } from "../stories/image/synthetic.js";
import { given } from "../stories/input/files.js";
import { repeated, repeatedValues } from "../stories/tokens/texts.js";

const { sequence, layouts, image, results, attention } = colour;
const source = attention;
const grid = { rows: 24, columns: 24 };
const values = hill(24, 24, 7, 9);
const layout = tiled(6, 8);
const graphs = description.results.causalPatches!.data!;
const causalHead = graphs.heads[4]!;
const pictured = { image: description.image, imageLayout: description.layouts[0] };
const none = (): void => undefined;

/** One of each view of the package, as it is commonly used. */
export function everyView(store?: SelectionStore): Readonly<Record<string, JSX.Element>> {
	return {
		ColorScaleControl: <ColorScaleControl value={{}} onChange={none} />,
		ShortcutSheet: <ShortcutSheet onChange={none} />,
		TokenStrip: <TokenStrip tokens={repeated} values={repeatedValues} unit="share" store={store} />,
		TokenInspector: <TokenInspector token={colour.tokens[3]!} alternatives={colour.tokens[3]!.alternatives} />,
		TokenPlayer: <TokenPlayer tokens={repeated} store={store} />,
		PromptMap: <PromptMap tokens={sequence.tokens} store={store} />,
		PatchHeatmap: <PatchHeatmap grid={grid} values={values} unit="share" image={picture(336, 336)} store={store} />,
		HeatmapDiff: (
			<HeatmapDiff
				grid={grid}
				a={{ label: "a", values }}
				b={{ label: "b", values: hill(24, 24, 9, 9) }}
				unit="share"
				store={store}
			/>
		),
		ImageStage: <ImageStage image={image} layout={layouts[0]} store={store} />,
		PatchSelector: <PatchSelector grid={grid} image={image} store={store} />,
		SinkMask: (
			<SinkMask
				grid={grid}
				values={values}
				unit="share"
				candidates={[{ cell: 3, reason: "everywhere" }]}
				store={store}
			/>
		),
		TileNavigator: (
			<TileNavigator
				layout={layout}
				values={layout.regions.map((rect, region) => (rect ? region : Number.NaN))}
				tiles={tileSpecs(6, 8)}
				unit="share"
				image={picture(400, 300)}
				store={store}
			/>
		),
		FrameStrip: (
			<FrameStrip
				frames={[1, 2, 3].map((value) => ({ label: `frame ${value}`, image: picture(160, 90), value }))}
				unit="share"
				store={store}
			/>
		),
		LayerHeadPanel: <LayerHeadPanel result={results.matrices} store={store} />,
		LayerHeadPicker: <LayerHeadPicker layers={6} heads={4} store={store} />,
		HeadStrip: <HeadStrip values={[0.1, 0.4, 0.2, 0.3]} unit="share" layer={0} store={store} />,
		HeadFinder: (
			<HeadFinder
				layers={2}
				heads={2}
				metrics={[{ label: "share", unit: "share", values: [0.1, 0.4, 0.2, 0.3] }]}
				store={store}
			/>
		),
		HeadGalleryPanel: <HeadGalleryPanel source={source} sequence={sequence} layouts={layouts} store={store} />,
		AttentionMatrixPanel: (
			<AttentionMatrixPanel
				source={source}
				sequence={sequence}
				layouts={layouts}
				from="answer"
				to="question"
				store={store}
			/>
		),
		AttentionLinksPanel: <AttentionLinksPanel source={source} sequence={sequence} layouts={layouts} store={store} />,
		TokenToImage: <TokenToImage source={source} sequence={sequence} layouts={layouts} image={image} store={store} />,
		ImageToToken: <ImageToToken source={source} sequence={sequence} layouts={layouts} store={store} />,
		VitAttentionPanel: <VitAttentionPanel source={colour.vision!} layout={layouts[0]!} image={image} store={store} />,
		RelevancePanel: (
			<RelevancePanel results={[results.relevancy]} sequence={sequence} layouts={layouts} image={image} store={store} />
		),
		RelevanceMapPicker: <RelevanceMapPicker results={[results.relevancy]} value={0} onChange={none} />,
		ModalityPanel: <ModalityPanel result={results.relevancy} sequence={sequence} store={store} />,
		RelevanceGalleryPanel: (
			<RelevanceGalleryPanel
				result={description.results.relevancy}
				sequence={description.sequence}
				layouts={description.layouts}
				image={description.image}
				store={store}
			/>
		),
		TopInputsChart: (
			<TopInputsChart
				items={topInputs(results.relevancy, sequence, layouts[0]!, 3, { words: 4, patches: 4 })}
				unit="share"
				image={image}
				layout={layouts[0]}
				store={store}
			/>
		),
		CompareBoard: <CompareBoard a={runOf(colour, "a")} b={runOf(recoloured, "b")} stores={[store, undefined]} />,
		RunHistory: (
			<RunHistory
				runs={[
					{ id: "a", label: "first" },
					{ id: "b", parent: "a", label: "second" },
				]}
				current="b"
				onOpen={none}
				onPin={none}
			/>
		),
		BatchTable: <BatchTable rows={runs} onEdit={none} />,
		ContrastPanel: (
			<ContrastPanel
				contrast={planted.results.contrast}
				plain={planted.results.relevancy}
				token={7}
				target="red"
				foil="blue"
				sequence={planted.sequence}
				layouts={planted.layouts}
				image={planted.image}
				store={store}
			/>
		),
		ImageInput: <ImageInput value={[given("a.png"), given("b.png")]} maxImages={3} onChange={none} onEdit={none} />,
		ImageEditor: <ImageEditor image={picture(160, 120)} onDone={none} onCancel={none} />,
		PreprocessPicker: (
			<PreprocessPicker
				value="default"
				onChange={none}
				image={image}
				preview={async () => ({ picture: image, layout: layouts[0]! })}
			/>
		),
		PromptEditor: <PromptEditor value="Is there a ring?" onChange={none} onSubmit={none} template={(text) => text} />,
		SamplingPanel: <SamplingPanel value={{ ...defaultSampling, temperature: 0.7 }} onChange={none} />,
		ModelPicker: (
			<ModelPicker
				models={[{ id: "a", name: "a", licence: "MIT", supports: [{ what: "attention", isSupported: true }] }]}
				value="a"
				onChange={none}
			/>
		),
		MethodPicker: (
			<MethodPicker
				methods={[{ id: "a", name: "a", description: "b", cost: "one pass", needsGradients: false }]}
				value="a"
				onChange={none}
			/>
		),
		DevicePicker: <DevicePicker devices={[{ device: "wasm", isAvailable: true }]} value="auto" onChange={none} />,
		ExampleGallery: (
			<ExampleGallery
				examples={[{ id: "a", title: "a", question: "b?", picture: picture(40, 30), alt: "c" }]}
				onOpen={none}
			/>
		),
		Conversation: (
			<Conversation
				turns={[{ id: "a", question: "b?", answer: "c", status: "done", pictures: [picture(40, 30)] }]}
				analysed="a"
				onAnalyse={none}
				onEditTurn={none}
				onClear={none}
			/>
		),
		RunControls: (
			<RunControls
				state="stopped"
				onRun={none}
				onStop={none}
				onResume={none}
				estimate={{ seconds: 3, caution: "little memory" }}
			/>
		),
		ProgressPanel: (
			<ProgressPanel
				phases={[{ phase: "decode", done: 3, total: 9, unit: "tokens", state: "running", startedMs: 0, updatedMs: 0 }]}
				now={() => 0}
			/>
		),
		DeviceBadge: <DeviceBadge device="wasm" precision="float32" missing={["threads"]} />,
		StatusBar: (
			<StatusBar messages={[{ id: "a", kind: "error", text: "b", hint: "c", details: "d" }]} onDismiss={none} />
		),
		CausalControls: (
			<CausalControls
				value={{ token: 0, layer: -1, heads: "all", threshold: 0.01, alpha: 1e-5, radius: 3, sampleCount: 128 }}
				onChange={none}
				tokens={[{ index: 0, text: "a" }]}
				layers={4}
				heads={6}
				onRun={none}
			/>
		),
		CausalGraph: (
			<CausalGraph
				nodes={graphs.nodes.filter(({ id }) => causalHead.nodes.includes(id))}
				edges={causalHead.edges}
				target={graphs.target}
				{...pictured}
				store={store}
			/>
		),
		PdsTree: <PdsTree nodes={graphs.nodes} tree={causalHead.tree} target={graphs.target} {...pictured} store={store} />,
		RadiusStepper: (
			<RadiusStepper
				sets={causalHead.explanations}
				nodes={graphs.nodes}
				target={graphs.target}
				{...pictured}
				store={store}
			/>
		),
		HeadImportanceChart: <HeadImportanceChart values={[0.1, 2, 0.4]} layer={3} notes={["a", "b", "c"]} store={store} />,
		CausalPanel: (
			<CausalPanel
				result={description.results.causal}
				layouts={description.layouts}
				image={description.image}
				store={store}
			/>
		),
		FaithfulnessBadge: <FaithfulnessBadge data={results.faithfulness.data} />,
		DeletionInsertionChart: <DeletionInsertionChart data={results.faithfulness.data!} />,
		MethodAgreement: <MethodAgreement methods={["a", "b"]} matrix={[1, 0.4, 0.4, 1]} onCompare={none} />,
		SanityPanel: (
			<SanityPanel
				checks={[{ label: "Random weights", change: "All drawn anew.", similarity: 0.1, values }]}
				grid={grid}
			/>
		),
		SessionBar: <SessionBar name="answer.lvlm" onOpen={none} onSave={none} onShare={none} onRename={none} />,
		ShareDialog: <ShareDialog isOpen onClose={none} state={{ example: "colour", layer: 3 }} />,
		PatchHeatmapWithTruth: (
			<PatchHeatmap
				grid={grid}
				values={values}
				unit="share"
				truth={{ label: "the circle", shares: hill(24, 24, 8, 8) }}
				store={store}
			/>
		),
	};
}
