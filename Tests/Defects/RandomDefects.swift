import DefectNumbers

/// Generators that repeat, leak or overrun.
extension Corpus {
    static let random: [Defect] = [
        Defect(
            "random-constant", DEFECT_RANDOM_CONSTANT, "getrandom gives the same bytes in each call", .random,
            "random/getrandom.distinct-calls"),
        Defect(
            "random-short", DEFECT_RANDOM_SHORT, "the last byte of a buffer is zero", .random,
            "random/getrandom.unbiased"),
        Defect(
            "random-repeats-block", DEFECT_RANDOM_REPEATS_BLOCK, "the blocks of one call are equal", .random,
            "random/getrandom.distinct-blocks"),
        Defect(
            "random-same-after-fork", DEFECT_RANDOM_SAME_AFTER_FORK, "parent and child get the same bytes (G03)",
            .random,
            "random/getrandom.distinct-fork", "random/getrandom.distinct-calls", "random/getrandom.distinct-wiped"),
        Defect(
            "random-accepts-flags", DEFECT_RANDOM_ACCEPTS_FLAGS, "flags without a meaning are ignored (G02)", .random,
            "random/getrandom.unknown-flags"),
        Defect(
            "random-overrun", DEFECT_RANDOM_OVERRUN, "one byte behind the buffer is written", .random,
            "random/getrandom.stays-within"),
        Defect(
            "random-state-overrun", DEFECT_RANDOM_STATE_OVERRUN, "one byte behind the state is written", .random,
            "random/getrandom.stays-within"),
        Defect(
            "random-biased", DEFECT_RANDOM_BIASED, "the highest bit of each byte is 0", .random,
            "random/getrandom.unbiased"),
        Defect(
            "random-keeps-output", DEFECT_RANDOM_KEEPS_OUTPUT, "output stays in the state", .random,
            "random/getrandom.forgets"),
        Defect(
            "random-altered", DEFECT_RANDOM_ALTERED, "bytes that look as random, but are not the cipher's", .random,
            "random/getrandom.keystream"),
        Defect(
            "random-clobbers-registers", DEFECT_RANDOM_CLOBBERS, "getrandom loses preserved registers",
            .callingConvention, "calling-convention/getrandom.*.preserved"),
        Defect(
            "random-ignores-wipe", DEFECT_RANDOM_IGNORES_WIPE, "bytes come from a state that was wiped meanwhile (G03)",
            .random, "random/getrandom.distinct-wiped-meanwhile"),
        Defect(
            "random-ignores-seeding", DEFECT_RANDOM_IGNORES_SEEDING, "a state stays when the kernel seeds anew",
            .random, "random/getrandom.distinct-stale"),
        Defect(
            "random-ignores-refusal", DEFECT_RANDOM_IGNORES_REFUSAL, "bytes come from a key that was refused", .random,
            "random/getrandom.distinct-refused"),
        Defect(
            "random-query-crashes", DEFECT_RANDOM_QUERY_CRASHES, "the question for the parameters crashes", .random,
            "random/getrandom.parameters"),
        Defect(
            "random-parameters", DEFECT_RANDOM_PARAMETERS, "a state is said to have 8 bytes", .random,
            "random/getrandom.parameters"),
        Defect(
            "random-syscall", DEFECT_RANDOM_ALWAYS_SYSCALL, "each call enters the kernel", .random,
            "random/getrandom.served"),
        Defect(
            "random-rare-syscall", DEFECT_RANDOM_RARE_SYSCALL, "one call in 64 enters the kernel", .random,
            "random/getrandom.served"),
        Defect(
            "random-rarely-wrong", DEFECT_RANDOM_RARELY_WRONG, "the first byte is 0 in one call of 1024", .random,
            "random/getrandom.repeatable"),
        Defect(
            "random-slow", DEFECT_RANDOM_SLOW, "a call takes four times the instructions", .performance,
            "performance/getrandom.instructions", on: ["x86_64"]),
        Defect(
            "random-page-border", DEFECT_RANDOM_PAGE_BORDER, "the first byte behind a border of pages is 0", .random,
            "random/getrandom.keystream"),
        Defect(
            "random-loses-key-bit", DEFECT_RANDOM_LOSES_KEY_BIT, "calls for 32 bytes lose one bit", .random,
            "random/getrandom.keystream"),
    ]
}
