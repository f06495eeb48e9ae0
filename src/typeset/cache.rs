//! Typst's caches, which comemo keeps for the whole program.

/// The rounds of `watch` that an unused cache entry survives, such as that of a section to which the editor comes back.
pub const ROUNDS_KEPT: usize = 30;

/// Evicts the entries that were unused in the last `rounds` calls.
pub fn evict(rounds: usize) {
    comemo::evict(rounds);
}
