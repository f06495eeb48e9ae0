//! Typst's caches, which comemo keeps for the whole program.

/// How many rounds of `watch` an unused cache entry survives. While one section is edited, nothing inside the others is asked for, and
/// the editor comes back to them.
pub const ROUNDS_KEPT: usize = 30;

/// Evicts the entries that were unused in the last `rounds` calls.
pub fn evict(rounds: usize) {
    comemo::evict(rounds);
}
