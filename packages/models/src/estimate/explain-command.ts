/** What is asked on another machine. */
export interface ExplainCommandOptions {
	/** Branch, tag or commit; left out of the command when "main". */
	readonly revision?: string;
	/** Path of the picture. Default "image.png". */
	readonly image?: string;
	/** Default "What is in this image?". */
	readonly question?: string;
	/** Default "relevancy". */
	readonly method?: string;
	/** Folder that is written. Default "explained". */
	readonly out?: string;
}

/** A word of a POSIX shell. */
const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** The command that explains with a model on a machine where it fits, and writes `<out>/session.lvlm` to be opened here. */
export function explainCommand(id: string, options: ExplainCommandOptions = {}): string {
	const { revision = "main", image = "image.png", question = "What is in this image?" } = options;
	const { method = "relevancy", out = "explained" } = options;
	const at = revision === "main" ? [] : ["--revision", revision];
	const words = [id, image, question, "--method", method, ...at, "--out", out];
	return `lvlm-interpret explain ${words.map(quoted).join(" ")}`;
}
