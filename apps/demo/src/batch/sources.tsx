import { type JSX, type ReactNode, useId, useState } from "react";
import { type Failure, failureOf } from "../app/failure.js";
import { evaluationItems, type QuestionType, questionTypes } from "./evaluation-set.js";
import type { BatchItem } from "./item.js";
import { csvColumns, csvItems } from "./read-csv.js";
import { pictureItems, picturesOf } from "./read-pictures.js";

export interface SourcesProps {
	readonly onAdd: (items: readonly BatchItem[]) => void;
}

const kinds = [
	{ id: "evaluation", title: "Evaluation set" },
	{ id: "pictures", title: "Pictures and questions" },
	{ id: "csv", title: "A CSV file" },
] as const;
type Kind = (typeof kinds)[number]["id"];

/** Chooses files, or a folder with all that is below it. */
function Files(props: {
	readonly label: string;
	readonly isFolder?: boolean;
	readonly accept?: string;
	readonly onChange: (files: readonly File[]) => void;
}): JSX.Element {
	const { label, isFolder, accept, onChange } = props;
	return (
		<label className="batch-files">
			<span>{label}</span>
			<input
				type="file"
				multiple={isFolder ?? false}
				accept={accept}
				{...(isFolder ? { webkitdirectory: "" } : {})}
				onChange={(event) => onChange([...(event.target.files ?? [])])}
			/>
		</label>
	);
}

interface FormProps {
	/** Reads what is to be asked; what it throws is shown. */
	readonly onRead: (read: () => Promise<readonly BatchItem[]>) => void;
}

function EvaluationForm({ onRead }: FormProps): JSX.Element {
	const [type, setType] = useState<QuestionType | "all">("colour");
	const [count, setCount] = useState(60);
	const [seed, setSeed] = useState(0);
	const number = (label: string, value: number, least: number, most: number, set: (value: number) => void) => (
		<label>
			{label}
			<input
				type="number"
				min={least}
				max={most}
				value={value}
				required
				onChange={(event) => set(event.target.valueAsNumber)}
			/>
		</label>
	);
	return (
		<Form
			action="Add questions"
			about="Questions with known answers about 320 pictures that the embedded model never saw, and the place of every object in them."
			onSubmit={() => onRead(() => evaluationItems({ types: type === "all" ? questionTypes : [type], count, seed }))}
		>
			<label>
				Questions about
				<select value={type} onChange={(event) => setType(event.target.value as QuestionType | "all")}>
					{["all", ...questionTypes].map((one) => (
						<option key={one}>{one}</option>
					))}
				</select>
			</label>
			{number("How many", count, 1, 1749, setCount)}
			{number("Seed of the draw", seed, 0, 2 ** 31, setSeed)}
		</Form>
	);
}

function PicturesForm({ onRead }: FormProps): JSX.Element {
	const [files, setFiles] = useState<readonly File[]>([]);
	const [questions, setQuestions] = useState("");
	const count = picturesOf(files).length;
	return (
		<Form
			action="Add questions"
			about="Every question is asked about every picture of a folder."
			isReady={count > 0 && questions.trim() !== ""}
			onSubmit={() => onRead(async () => pictureItems(files, questions))}
		>
			<Files label={count > 0 ? `Folder: ${count} pictures` : "Folder of pictures"} isFolder onChange={setFiles} />
			<label className="batch-wide">
				Questions, one a line
				<textarea rows={3} value={questions} onChange={(event) => setQuestions(event.target.value)} />
			</label>
		</Form>
	);
}

function CsvForm({ onRead }: FormProps): JSX.Element {
	const [csv, setCsv] = useState<File>();
	const [files, setFiles] = useState<readonly File[]>([]);
	return (
		<Form
			action="Add questions"
			about={`A line a question, below a line that names the columns: ${csvColumns}.`}
			isReady={csv !== undefined}
			onSubmit={() => onRead(async () => csvItems((await csv?.text()) ?? "", files))}
		>
			<Files label="CSV file" accept=".csv,text/csv" onChange={([file]) => setCsv(file)} />
			<Files label="Folder of the pictures, unless they are addresses" isFolder onChange={setFiles} />
		</Form>
	);
}

function Form(props: {
	readonly about: string;
	readonly action: string;
	readonly isReady?: boolean;
	readonly onSubmit: () => void;
	readonly children: ReactNode;
}): JSX.Element {
	return (
		<form
			className="batch-form"
			onSubmit={(event) => {
				event.preventDefault();
				props.onSubmit();
			}}
		>
			<p className="muted">{props.about}</p>
			<div className="batch-fields">
				{props.children}
				<button type="submit" className="button" disabled={props.isReady === false}>
					{props.action}
				</button>
			</div>
		</form>
	);
}

const forms: Readonly<Record<Kind, (props: FormProps) => JSX.Element>> = {
	evaluation: EvaluationForm,
	pictures: PicturesForm,
	csv: CsvForm,
};

/** Where questions come from. */
export function Sources({ onAdd }: SourcesProps): JSX.Element {
	const [kind, setKind] = useState<Kind>("evaluation");
	const [failure, setFailure] = useState<Failure>();
	const name = useId();
	const onRead: FormProps["onRead"] = (read) => {
		setFailure(undefined);
		read().then(
			(items) => (items.length > 0 ? onAdd(items) : setFailure({ message: "There is nothing to ask in it." })),
			(error: unknown) => setFailure(failureOf(error)),
		);
	};
	const Chosen = forms[kind];
	return (
		<section className="batch-sources" aria-label="Add questions">
			<fieldset className="batch-kinds">
				<legend className="visually-hidden">From</legend>
				{kinds.map(({ id, title }) => (
					<label key={id} data-chosen={id === kind || undefined}>
						<input type="radio" name={name} checked={id === kind} onChange={() => setKind(id)} />
						{title}
					</label>
				))}
			</fieldset>
			<Chosen onRead={onRead} />
			{failure && (
				<p role="alert" className="failure">
					{failure.message}
				</p>
			)}
		</section>
	);
}
