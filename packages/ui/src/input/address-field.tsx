import { type JSX, useEffect, useId, useRef, useState } from "react";

export interface AddressFieldProps {
	readonly isBusy: boolean;
	readonly onTake: (address: string) => void;
	readonly onClose: () => void;
}

/** The address of a picture, to be fetched. */
export function AddressField({ isBusy, onTake, onClose }: AddressFieldProps): JSX.Element {
	const [address, setAddress] = useState("");
	const id = useId();
	const field = useRef<HTMLInputElement>(null);
	useEffect(() => field.current?.focus(), []);
	const take = (): void => {
		if (address.trim() && !isBusy) onTake(address);
	};
	return (
		// No form: the control may stand in one.
		<div className="lvlm-address">
			<label htmlFor={id} className="lvlm-muted">
				Address of a picture
			</label>
			<span className="lvlm-tools">
				<input
					ref={field}
					id={id}
					className="lvlm-text"
					type="url"
					inputMode="url"
					placeholder="https://"
					value={address}
					onChange={(event) => setAddress(event.target.value)}
					onKeyDown={(event) => {
						if (event.key === "Enter") {
							event.preventDefault();
							take();
						} else if (event.key === "Escape") {
							event.stopPropagation();
							onClose();
						}
					}}
				/>
				<button type="button" className="lvlm-button lvlm-outlined" disabled={!address.trim() || isBusy} onClick={take}>
					Fetch
				</button>
			</span>
		</div>
	);
}
