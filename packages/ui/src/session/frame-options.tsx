import { type JSX, useState } from "react";
import { Glyph } from "../controls/glyph.js";
import { Segmented } from "../foundation/segmented.js";
import { CopyField } from "./copy-field.js";
import { embedCode } from "./embed-code.js";
import type { LinkState } from "./link.js";

/** A part of the page that a frame may leave out. */
export interface FramePart {
	/** As `hide` of a link has it: "caption". */
	readonly name: string;
	/** On its switch: "Caption". */
	readonly label: string;
	/** Whether a frame shows it until somebody says otherwise. Default true. */
	readonly isShown?: boolean;
}

export interface FrameOptionsProps {
	readonly state: LinkState;
	readonly title: string;
	readonly parts: readonly FramePart[];
	readonly addressOf: (state: LinkState) => string;
	readonly onCopy: (text: string) => void | Promise<void>;
}

const themes = [
	{ value: "system", label: "Reader's theme" },
	{ value: "light", label: "Light" },
	{ value: "dark", label: "Dark" },
] as const;
/** Pixels. */
const heights = [
	{ value: "480", label: "480 px" },
	{ value: "720", label: "720 px" },
	{ value: "960", label: "960 px" },
] as const;

/** Whether a link shows an answer to somebody who has nothing but the link. */
const opensAnywhere = ({ example, session, picture }: LinkState): boolean =>
	example !== undefined || session !== undefined || picture?.startsWith("http") === true;

/** The code of a frame, with what it shows. */
export function FrameOptions({ state, title, parts, addressOf, onCopy }: FrameOptionsProps): JSX.Element {
	const [theme, setTheme] = useState<(typeof themes)[number]["value"]>("system");
	const [height, setHeight] = useState<(typeof heights)[number]["value"]>("720");
	const [hidden, setHidden] = useState<readonly string[]>(() =>
		parts.filter(({ isShown = true }) => !isShown).map(({ name }) => name),
	);
	const { theme: _theme, hide: _hide, ...rest } = state;
	const shown: LinkState = {
		...rest,
		...(theme === "system" ? {} : { theme }),
		...(hidden.length > 0 ? { hide: hidden } : {}),
	};
	const code = embedCode({ address: addressOf(shown), title, height: Number(height) });
	if (code === undefined) {
		return (
			<p className="lvlm-hint">
				This page has no address on the web, so no other page can show it. Put the page on a server, or share the
				session file.
			</p>
		);
	}
	return (
		<>
			{!opensAnywhere(state) && (
				<p className="lvlm-note">
					<Glyph name="warning" />
					<span>
						A frame on another page would ask its readers for the picture. Share an example or a hosted session to show
						an answer there.
					</span>
				</p>
			)}
			<div className="lvlm-frame-options">
				<Segmented label="Theme" options={themes} value={theme} onChange={setTheme} />
				<Segmented label="Height" options={heights} value={height} onChange={setHeight} />
			</div>
			{parts.length > 0 && (
				<fieldset className="lvlm-frame-parts">
					<legend>The frame shows</legend>
					{parts.map(({ name, label }) => (
						<label key={name} className="lvlm-check">
							<input
								type="checkbox"
								checked={!hidden.includes(name)}
								onChange={(event) =>
									setHidden((before) =>
										event.target.checked ? before.filter((one) => one !== name) : [...before, name],
									)
								}
							/>
							<bdi>{label}</bdi>
						</label>
					))}
				</fieldset>
			)}
			<CopyField
				label="Code of the frame"
				action="Copy code"
				done="Code copied."
				text={code}
				rows={4}
				onCopy={onCopy}
			/>
		</>
	);
}
