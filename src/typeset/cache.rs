//! Typst's caches, which comemo keeps for the whole program.

/// The rounds of `watch` that an unused cache entry survives. While one section is edited, the entries of others are unused, but the
/// editor comes back to them.
pub const ROUNDS_KEPT: usize = 30;

/// Evicts the entries that were unused in the last `rounds` calls.
pub fn evict(rounds: usize) {
    comemo::evict(rounds);
}
