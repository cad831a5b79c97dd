#!/usr/bin/env node
import { main } from "./main.js";
import { processTerminal } from "./terminal/terminal.js";

const interrupt = new AbortController();
process.once("SIGINT", () => interrupt.abort());

// Setting the code instead of exiting lets pending output drain; a second Ctrl-C ends the process as usual.
process.exitCode = await main(process.argv.slice(2), processTerminal(), interrupt.signal);
