import { main } from "@lvlm-interpret/cli";

/** Runs the command line in this process, under other environment variables ("" unsets one for the Hub's settings). */
export async function runCommand(args: readonly string[], environment: Readonly<Record<string, string>>) {
	let out = "";
	let err = "";
	const terminal = {
		out: (text: string) => {
			out += text;
		},
		err: (text: string) => {
			err += text;
		},
		isInteractive: false,
		columns: 80,
	};
	const before = { ...process.env };
	Object.assign(process.env, environment);
	try {
		const code = await main(args, terminal, new AbortController().signal);
		return { code, out, err };
	} finally {
		process.env = before;
	}
}
