import { type JSX, useId, useState } from "react";
import { formatBytes } from "../controls/amounts.js";
import { Glyph } from "../controls/glyph.js";
import { useMenu } from "../foundation/use-menu.js";
import { deviceNames } from "../input/device-picker.js";
import { type CommonProps, Root } from "../theme/root.js";
import { runStyles } from "../theme/styles-run.js";

export interface DeviceBadgeProps extends CommonProps {
	/** "webgpu", "wasm", "cpu", "cuda". */
	readonly device: string;
	/** That it computes in: "float32", "float16". */
	readonly precision?: string;
	/** Of the backend: "ONNX Runtime". */
	readonly runtime?: string;
	/** What it is and can take. */
	readonly limits?: {
		readonly adapter?: string;
		readonly threads?: number;
		readonly memoryBytes?: number;
		readonly usedBytes?: number;
		readonly largestBufferBytes?: number;
	};
	/** What is missing, and what that means: "no half precision: twice the memory". */
	readonly missing?: readonly string[];
}

const short: Readonly<Record<string, string>> = {
	webgpu: "WebGPU",
	webgl: "WebGL",
	wasm: "WASM",
	cpu: "CPU",
	cuda: "CUDA",
};

const about: Readonly<Record<string, string>> = {
	webgpu: "The model runs on the graphics card, through the browser. Nothing leaves this device.",
	webgl: "The model runs on the graphics card, through the browser's older way. Nothing leaves this device.",
	wasm: "The model runs on the processor, in the browser: slower than on a graphics card, and exact. Nothing leaves this device.",
	cpu: "The model runs on the processor.",
	cuda: "The model runs on an NVIDIA graphics card.",
};

/** What the model runs on, in a word; pressed, in full: memory, threads, and what is missing. */
export function DeviceBadge(props: DeviceBadgeProps): JSX.Element {
	const { device, precision, runtime, limits = {}, missing = [] } = props;
	const id = useId();
	const [isOpen, setOpen] = useState(false);
	const menu = useMenu(isOpen, setOpen);
	const facts: readonly (readonly [string, string | undefined])[] = [
		["Device", limits.adapter ?? deviceNames[device] ?? device],
		["Runtime", runtime],
		["Precision", precision],
		["Threads", limits.threads === undefined ? undefined : String(limits.threads)],
		["Memory", limits.memoryBytes === undefined ? undefined : formatBytes(limits.memoryBytes)],
		["In use", limits.usedBytes === undefined ? undefined : formatBytes(limits.usedBytes)],
		[
			"Largest single weight",
			limits.largestBufferBytes === undefined ? undefined : formatBytes(limits.largestBufferBytes),
		],
	];
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={runStyles}>
			<div ref={menu.box} className="lvlm-device-box" {...menu.handlers}>
				<button
					type="button"
					className="lvlm-button lvlm-device"
					aria-expanded={isOpen}
					aria-controls={isOpen ? id : undefined}
					onClick={() => setOpen(!isOpen)}
				>
					<Glyph name={missing.length > 0 ? "warning" : "info"} />
					<span>
						<bdi>{short[device] ?? device}</bdi> {precision && <span className="lvlm-muted">{precision}</span>}
						{missing.length > 0 && (
							<span className="lvlm-hidden">{`, ${missing.length} ${missing.length === 1 ? "feature" : "features"} missing`}</span>
						)}
					</span>
				</button>
				{isOpen && (
					<div id={id} className="lvlm-device-more" tabIndex={-1}>
						<p className="lvlm-hint">{about[device] ?? "The model runs on this device."}</p>
						<dl className="lvlm-facts">
							{facts.map(
								([name, text]) =>
									text !== undefined && (
										<div key={name}>
											<dt>{name}</dt>
											<dd>
												<bdi>{text}</bdi>
											</dd>
										</div>
									),
							)}
						</dl>
						{missing.length > 0 && (
							<ul className="lvlm-missing" aria-label="Missing">
								{missing.map((one) => (
									<li key={one}>
										<Glyph name="warning" />
										<bdi>{one}</bdi>
									</li>
								))}
							</ul>
						)}
					</div>
				)}
			</div>
		</Root>
	);
}
