import { backendSuite, referenceBackend } from "@lvlm-interpret/testing";
import { bindVitest } from "@lvlm-interpret/testing/vitest";
import { keepReport } from "./reports.js";

bindVitest(backendSuite({ title: "reference", create: () => referenceBackend() }), { onReport: keepReport("Node") });
