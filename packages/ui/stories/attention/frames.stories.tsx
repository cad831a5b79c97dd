import type { Meta, StoryObj } from "@storybook/react-vite";
import { useEffect, useState } from "react";
import { AttentionMatrix, HeadGallery } from "../../src/index.js";
import { causal, gallery, textAxis } from "./synthetic.js";

declare global {
	interface Window {
		/** Draws the story anew with its colours ending at this value: for `bench/ui/frames.mjs`. */
		lvlmRecolour?: (high: number) => void;
	}
}

const words = textAxis(Array.from({ length: 600 }, (_, index) => `word ${index}`));
const matrix = causal(600);
const grids = gallery(32, 32, 24, 24);

/** The end of the colours, set from outside. */
function useHigh(): readonly [number, number] {
	const [high, setHigh] = useState(0.5);
	useEffect(() => {
		window.lvlmRecolour = setHigh;
		return () => {
			window.lvlmRecolour = undefined;
		};
	}, []);
	return [0, high];
}

const meta = { title: "Attention/Frames" } satisfies Meta;

export default meta;
type Story = StoryObj<typeof meta>;

/** What the benchmark of frame times moves over and recolours. */
export const Matrix: Story = {
	render: function Recoloured() {
		const domain = useHigh();
		return (
			<AttentionMatrix
				values={matrix}
				rowTokens={words}
				columnTokens={words}
				unit="share"
				heads="head 0"
				scale={{ domain }}
			/>
		);
	},
};

export const Gallery: Story = {
	render: function Recoloured() {
		const domain = useHigh();
		return (
			<HeadGallery
				values={grids}
				layers={32}
				heads={32}
				grid={{ rows: 24, columns: 24 }}
				unit="share"
				scale={{ domain }}
			/>
		);
	},
};
