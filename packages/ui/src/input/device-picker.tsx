import { type JSX, useId } from "react";
import { OptionCards } from "../controls/option-cards.js";
import { type CommonProps, Root } from "../theme/root.js";
import { inputStyles } from "../theme/styles-input.js";

/** A device to run on, as an engine tells of it. */
export interface DeviceChoice {
	/** "webgpu", "wasm", "cpu", "cuda". */
	readonly device: string;
	readonly isAvailable: boolean;
	/** Why it is not available, or why another is better. */
	readonly reason?: string;
	/** What is known of it: "8 threads", "NVIDIA, 8 GB". */
	readonly detail?: string;
}

/** Names that people know devices by. */
export const deviceNames: Readonly<Record<string, string>> = {
	webgpu: "Graphics card (WebGPU)",
	webgl: "Graphics card (WebGL)",
	wasm: "Processor (WebAssembly)",
	cpu: "Processor",
	cuda: "Graphics card (CUDA)",
	auto: "The first that works",
};

export interface DevicePickerProps extends CommonProps {
	/** In the order in which they are tried. */
	readonly devices: readonly DeviceChoice[];
	/** Of `devices`, or "auto". */
	readonly value: string;
	readonly onChange: (device: string) => void;
	readonly isDisabled?: boolean;
	/** Default "Device". */
	readonly title?: string;
}

/** What the model runs on; devices that do not work here are shown with the reason. */
export function DevicePicker(props: DevicePickerProps): JSX.Element {
	const { devices, value, onChange, isDisabled, title = "Device" } = props;
	const id = useId();
	const first = devices.find(({ isAvailable }) => isAvailable);
	return (
		<Root className={props.className} style={props.style} id={props.id} sheet={inputStyles}>
			<section className="lvlm-control" aria-labelledby={`${id}-title`}>
				<h2 id={`${id}-title`} className="lvlm-control-title">
					{title}
				</h2>
				<OptionCards
					label={title}
					value={value}
					onChange={onChange}
					isDisabled={isDisabled}
					options={[
						{
							id: "auto",
							name: deviceNames.auto as string,
							description: first && `Now: ${deviceNames[first.device] ?? first.device}.`,
							reason: first ? undefined : "No device works here.",
						},
						...devices.map(({ device, isAvailable, reason, detail }) => ({
							id: device,
							name: deviceNames[device] ?? device,
							facts: detail ? [detail] : [],
							...(isAvailable ? { description: reason } : { reason: reason ?? "Not available here." }),
						})),
					]}
				/>
			</section>
		</Root>
	);
}
