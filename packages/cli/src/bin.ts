#!/usr/bin/env node
import { main } from "./main.js";
import { processTerminal } from "./terminal/terminal.js";

const interrupt = new AbortController();
process.once("SIGINT", () => interrupt.abort());
// The reader of a pipe has gone (`| head`): nobody waits for the rest.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
	if (error.code !== "EPIPE") throw error;
	interrupt.abort();
});

// Setting the code instead of exiting lets pending output drain; a second Ctrl-C ends the process as usual.
process.exitCode = await main(process.argv.slice(2), processTerminal(), interrupt.signal);
