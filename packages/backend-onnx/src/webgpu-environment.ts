import { existsSync } from "node:fs";
import { dirname } from "node:path";

/** Test support. Where Debian's Chromium keeps SwiftShader, a Vulkan driver on the CPU, and a Vulkan loader beside it. */
const softwareDriver = "/usr/lib/chromium/vk_swiftshader_icd.json";

/**
 * Environment in which WebGPU may find an adapter: as it is where VK_ICD_FILENAMES is set, else SwiftShader of a Debian
 * Chromium where there is one, else as it is (a machine with a GPU and its driver). The loader's path counts only at the
 * start of a process, so tests give this to a child process.
 */
export function webgpuEnvironment(): Record<string, string> {
	if (process.env.VK_ICD_FILENAMES || !existsSync(softwareDriver)) return {};
	const libraries = [dirname(softwareDriver), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
	return { VK_ICD_FILENAMES: softwareDriver, LD_LIBRARY_PATH: libraries };
}
