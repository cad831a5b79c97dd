/** Entry `controls`: its views come with part two; it has no exports until then. */
export {};
