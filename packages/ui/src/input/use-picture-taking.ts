import type { RgbImage } from "@lvlm-interpret/core";
import { useRef, useState } from "react";
import { droppedPictures } from "./dropped-pictures.js";
import { fetchPicture } from "./fetch-picture.js";
import type { ImageSource, InputImage } from "./input-image.js";
import { imageId, type ReadPictureOptions, readPicture } from "./read-picture.js";

/** How many pictures that were taken out can be used again. */
const mostKept = 4;

export interface PictureTakingOptions extends ReadPictureOptions {
	readonly value: readonly InputImage[];
	readonly onChange: (value: readonly InputImage[]) => void;
	readonly maxImages: number;
}

/** What an `ImageInput` does with what it is given, without its looks. */
export interface PictureTaking {
	/** Names of what is being read. */
	readonly reading: readonly string[];
	/** What could not be had, and what to do. */
	readonly problems: readonly string[];
	setProblems(problems: readonly string[]): void;
	/** For screen readers. */
	readonly said: string;
	/** Taken out or replaced, newest first. */
	readonly gone: readonly InputImage[];
	add(images: readonly InputImage[]): void;
	/** @returns Whether all could be read. */
	takeFiles(files: readonly File[], source: ImageSource): Promise<boolean>;
	takeAddress(address: string, source: ImageSource): Promise<boolean>;
	takeData(data: DataTransfer, source: "drop" | "paste"): void;
	/** For fingers, which have no Ctrl+V. */
	pasteByButton(): Promise<void>;
	takeCamera(picture: RgbImage): void;
	remove(image: InputImage): void;
	move(from: number, to: number): void;
}

/** Reads, keeps, orders and gives back pictures. */
export function usePictureTaking(options: PictureTakingOptions): PictureTaking {
	const { maxImages, maxPixels, decode } = options;
	const [reading, setReading] = useState<readonly string[]>([]);
	const [problems, setProblems] = useState<readonly string[]>([]);
	const [gone, setGone] = useState<readonly InputImage[]>([]);
	const [said, setSaid] = useState("");
	// Reading takes time: what is there when it ends counts, not what was there when it began.
	const latest = useRef(options);
	latest.current = options;

	const change = (next: readonly InputImage[]): void => {
		const isLeft = (one: InputImage): boolean => next.some((other) => other.id === one.id);
		const out = latest.current.value.filter((one) => !isLeft(one));
		setGone((before) => [...out, ...before.filter((one) => !isLeft(one))].slice(0, mostKept));
		latest.current = { ...latest.current, value: next };
		latest.current.onChange(next);
	};
	const add = (images: readonly InputImage[]): void => {
		const { value } = latest.current;
		const fresh = images.filter((one) => !value.some((other) => other.id === one.id));
		const over = value.length + fresh.length - maxImages;
		setProblems(over > 0 && maxImages > 1 ? [`At most ${maxImages} pictures: the first ${over} made way.`] : []);
		change([...value, ...fresh].slice(-maxImages));
		setSaid(fresh.map((one) => `${one.name} is there.`).join(" "));
	};
	const take = async (names: readonly string[], read: (index: number) => Promise<InputImage>): Promise<boolean> => {
		setProblems([]);
		setReading((before) => [...before, ...names]);
		const images: InputImage[] = [];
		const failed: string[] = [];
		for (const index of names.keys()) {
			try {
				images.push(await read(index));
			} catch (error) {
				failed.push(error instanceof Error ? error.message : String(error));
			}
		}
		// Others may have begun meanwhile; equal names are equal here.
		setReading((before) => names.reduce((left, name) => left.toSpliced(left.indexOf(name), 1), before));
		if (images.length > 0) add(images);
		if (failed.length > 0) setProblems(failed);
		return failed.length === 0;
	};
	const takeFiles: PictureTaking["takeFiles"] = (files, source) => {
		const names = files.map((file) => file.name || "pasted picture");
		return take(names, (index) =>
			readPicture(files[index] as File, names[index] as string, source, { maxPixels, decode }),
		);
	};
	const takeAddress: PictureTaking["takeAddress"] = (address, source) =>
		take([address], async () => {
			const { blob, name, address: from } = await fetchPicture(address);
			return { ...(await readPicture(blob, name, source, { maxPixels, decode })), ...(from ? { address: from } : {}) };
		});
	return {
		reading,
		problems,
		setProblems,
		said,
		gone,
		add,
		takeFiles,
		takeAddress,
		takeData(data, source) {
			const { files, address } = droppedPictures(data);
			if (files.length > 0) void takeFiles(files, source);
			else if (address) void takeAddress(address, source);
			else {
				const done = source === "drop" ? "dropped" : "pasted";
				setProblems([`What was ${done} holds no picture. Copy or drag the picture itself.`]);
			}
		},
		async pasteByButton() {
			let file: File | undefined;
			try {
				for (const item of await navigator.clipboard.read()) {
					const type = item.types.find((one) => one.startsWith("image/"));
					if (type) file ??= new File([await item.getType(type)], "pasted picture", { type });
				}
			} catch {
				setProblems(["The browser does not let this page read the clipboard. Press Ctrl+V (⌘V) here instead."]);
				return;
			}
			if (file) await takeFiles([file], "paste");
			else setProblems(["The clipboard holds no picture. Copy the picture itself, not its address."]);
		},
		takeCamera(picture) {
			const { width, height } = picture;
			add([{ id: imageId(), name: "camera picture", source: "camera", picture, width, height }]);
		},
		remove(image) {
			change(latest.current.value.filter((one) => one.id !== image.id));
			setSaid(`${image.name} is out; it can be used again.`);
		},
		move(from, to) {
			const next = [...latest.current.value];
			const [one] = next.splice(from, 1);
			if (!one) return;
			next.splice(to, 0, one);
			change(next);
			setSaid(`${one.name} is picture ${to + 1} of ${next.length}.`);
		},
	};
}
