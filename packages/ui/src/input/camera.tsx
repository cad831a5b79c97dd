import type { RgbImage } from "@lvlm-interpret/core";
import { type JSX, useEffect, useRef, useState } from "react";
import { grabPicture } from "./read-picture.js";

const reasons: Readonly<Record<string, string>> = {
	NotAllowedError: "The camera was refused. Allow it for this page in the browser's settings, and try again.",
	NotFoundError: "No camera was found. Connect one, and try again.",
	NotReadableError: "The camera is used by another program. Close that, and try again.",
	OverconstrainedError: "No camera fits. Connect another, and try again.",
};

/** Whether this page may ask for a camera at all. */
export function hasCamera(): boolean {
	return typeof navigator !== "undefined" && typeof navigator.mediaDevices?.getUserMedia === "function";
}

export interface CameraProps {
	readonly maxPixels: number;
	readonly onTake: (picture: RgbImage) => void;
	readonly onClose: () => void;
}

/** What the camera sees, until a picture is taken. The camera is on only while this is shown. */
export function Camera({ maxPixels, onTake, onClose }: CameraProps): JSX.Element {
	const video = useRef<HTMLVideoElement>(null);
	const [facing, setFacing] = useState<"environment" | "user">("environment");
	const [isOn, setOn] = useState(false);
	const [failure, setFailure] = useState<string>();
	const first = useRef<HTMLButtonElement>(null);
	useEffect(() => {
		let stream: MediaStream | undefined;
		let isGone = false;
		const start = async (): Promise<void> => {
			try {
				stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: facing } });
				if (isGone || !video.current) return stop();
				video.current.srcObject = stream;
				await video.current.play();
				if (!isGone) setOn(true);
			} catch (error) {
				const name = error instanceof DOMException ? error.name : "";
				if (isGone) return;
				setFailure(reasons[name] ?? `The camera cannot be used: ${error instanceof Error ? error.message : error}`);
			}
		};
		const stop = (): void => {
			for (const track of stream?.getTracks() ?? []) track.stop();
		};
		setOn(false);
		setFailure(undefined);
		void start();
		return () => {
			isGone = true;
			stop();
		};
	}, [facing]);
	useEffect(() => first.current?.focus(), []);
	const take = async (): Promise<void> => {
		const shown = video.current;
		if (shown) onTake(await grabPicture(shown, shown.videoWidth, shown.videoHeight, maxPixels));
	};
	return (
		// biome-ignore lint/a11y/useSemanticElements: a box with a film and buttons, not a fieldset.
		<div
			className="lvlm-camera"
			role="group"
			aria-label="Camera"
			onKeyDown={(event) => {
				if (event.key !== "Escape") return;
				event.stopPropagation();
				onClose();
			}}
		>
			{failure ? (
				<p role="alert" className="lvlm-problem">
					{failure}
				</p>
			) : (
				<video ref={video} className="lvlm-camera-view" muted playsInline aria-label="What the camera sees" />
			)}
			<div className="lvlm-tools">
				{!failure && (
					<button type="button" className="lvlm-button lvlm-primary" disabled={!isOn} onClick={() => void take()}>
						Take the picture
					</button>
				)}
				{!failure && (
					<button
						type="button"
						className="lvlm-button lvlm-outlined"
						onClick={() => setFacing(facing === "user" ? "environment" : "user")}
					>
						Other side
					</button>
				)}
				<button ref={first} type="button" className="lvlm-button lvlm-outlined" onClick={onClose}>
					Cancel
				</button>
			</div>
		</div>
	);
}
