/** Receives what a person running the program may want to know. */
export type OnnxLogger = (level: "info" | "warn", message: string) => void;

/** Warnings to the console. */
export const warnOnConsole: OnnxLogger = (level, message) => {
	if (level === "warn") console.warn(message);
};
