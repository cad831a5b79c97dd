/** Entry `evaluate`: how far maps can be trusted, and runs beside each other. */
export {};
