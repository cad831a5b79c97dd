import { formatValue } from "@lvlm-interpret/core/paint";
import { Fragment, type JSX, type KeyboardEvent, useLayoutEffect, useRef } from "react";
import { drawPicture } from "../canvas/draw-picture.js";
import { rgbaOf } from "../canvas/rgba-of.js";
import { type BatchColumn, type BatchRow, cellOf, matchOf } from "./batch-row.js";

function Thumbnail({ row }: { readonly row: BatchRow }): JSX.Element {
	const canvas = useRef<HTMLCanvasElement>(null);
	const { thumbnail } = row;
	useLayoutEffect(() => {
		if (canvas.current && thumbnail) drawPicture(canvas.current, rgbaOf(thumbnail));
	}, [thumbnail]);
	return (
		<span className="lvlm-batch-picture">
			{thumbnail && <canvas ref={canvas} />}
			<span className="lvlm-batch-text lvlm-batch-file" title={row.image}>
				{row.image.split(/(?<=[-_./\\])(?=.)/).map((part, at) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: parts of a name do not change places.
					<Fragment key={at}>
						{at > 0 && <wbr />}
						{part}
					</Fragment>
				))}
			</span>
		</span>
	);
}

/** A share with a bar as long as it. */
function Share({ value }: { readonly value: number | undefined }): JSX.Element | null {
	if (value === undefined || Number.isNaN(value)) return null;
	return (
		<span className="lvlm-batch-share">
			<span>{formatValue(100 * value, 100)} %</span>
			<span className="lvlm-batch-bar" aria-hidden="true">
				<span style={{ width: `${100 * Math.max(0, Math.min(1, value))}%` }} />
			</span>
		</span>
	);
}

function Match({ row }: { readonly row: BatchRow }): JSX.Element | null {
	const match = matchOf(row);
	if (match === undefined) return null;
	return (
		<span className="lvlm-batch-match" data-match={match}>
			<span aria-hidden="true">{match ? "✓" : "✗"}</span> {match ? "yes" : "no"}
		</span>
	);
}

/** What a cell shows. */
export function BatchCell({
	row,
	column,
}: {
	readonly row: BatchRow;
	readonly column: BatchColumn;
}): JSX.Element | null {
	switch (column.id) {
		case "image":
			return <Thumbnail row={row} />;
		case "match":
			return <Match row={row} />;
		case "logProbability":
			return row.logProbability === undefined ? null : (
				<span>{formatValue(row.logProbability, Math.min(0.1, Math.abs(row.logProbability)))}</span>
			);
		case "imageShare":
		case "maskMass":
			return <Share value={row[column.id]} />;
		case "tags":
			return (
				<span className="lvlm-batch-tags">
					{(row.tags ?? []).map((tag) => (
						<span key={tag} className="lvlm-batch-tag">
							{tag}
						</span>
					))}
				</span>
			);
		case "status":
			return (
				<span className="lvlm-batch-status" data-status={row.status}>
					{row.status}
				</span>
			);
		case "answer":
			// The reason stands where the answer would: the column of states may be out of sight.
			if (row.status === "failed" && row.message) {
				return <span className="lvlm-batch-text lvlm-batch-failure">{row.message}</span>;
			}
			if (row.answer === undefined) return <span className="lvlm-muted">{row.status}</span>;
	}
	return <span className="lvlm-batch-text">{String(cellOf(row, column.id))}</span>;
}

export interface BatchEditorProps {
	readonly label: string;
	readonly value: string;
	/** Undefined: nothing is to be changed. */
	readonly onDone: (value: string | undefined, isFocused: boolean) => void;
}

/** A cell that is being written: Enter keeps it, Esc does not, and leaving it keeps it. */
export function BatchEditor({ label, value, onDone }: BatchEditorProps): JSX.Element {
	const input = useRef<HTMLInputElement>(null);
	const isDone = useRef(false);
	useLayoutEffect(() => input.current?.select(), []);
	const done = (text: string | undefined, isFocused: boolean): void => {
		if (isDone.current) return;
		isDone.current = true;
		onDone(text, isFocused);
	};
	const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
		// The grid's keys are the text's here.
		event.stopPropagation();
		if (event.key === "Enter" && !event.nativeEvent.isComposing) done(event.currentTarget.value, true);
		else if (event.key === "Escape") done(undefined, true);
		else return;
		event.preventDefault();
	};
	return (
		<input
			ref={input}
			className="lvlm-batch-input"
			aria-label={label}
			defaultValue={value}
			onKeyDown={onKeyDown}
			onClick={(event) => event.stopPropagation()}
			onBlur={(event) => done(event.currentTarget.value, false)}
		/>
	);
}
