import type { RewriteRule } from "../rule.js";
import { groupQueryAttention } from "./group-query-attention.js";
import { multiHeadAttention } from "./multi-head-attention.js";

/** Every rule that takes a fused attention apart. */
export const attentionRules: readonly RewriteRule[] = [groupQueryAttention, multiHeadAttention];
