/** The scripts of workers (web-wasm, web-jspi, web-asyncify) are run, not imported: they export nothing. */
export {};
