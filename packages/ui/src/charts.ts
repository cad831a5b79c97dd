/** Entry `charts`: bars and curves; it has no exports until the relevance family comes. */
export {};
