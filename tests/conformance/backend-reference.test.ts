import { backendSuite, referenceBackend } from "@lvlm-interpret/testing";
import { bindVitest } from "@lvlm-interpret/testing/vitest";

bindVitest(backendSuite({ title: "reference", create: () => referenceBackend() }));
