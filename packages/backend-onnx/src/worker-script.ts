/** Types of the workers' scripts (host/web-wasm, web-jspi, web-asyncify): they are run, not imported, and export nothing. */
export {};
