//! Typst's caches, which comemo keeps for the whole program.

/// How many rounds of `watch` an unused cache entry survives. Whoever edits one section asks for nothing inside the others, and comes
/// back to them.
pub const ROUNDS_KEPT: usize = 30;

/// Evicts the entries that so many calls of this have found unused.
pub fn evict(rounds: usize) {
    comemo::evict(rounds);
}
