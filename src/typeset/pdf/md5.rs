//! MD5 (RFC 1321), which PDF asks for as the checksum of an embedded file (ISO 32000-1, table 46). It finds a file that got
//! damaged, and proves nothing against anyone who means harm.

/// How far each step of a round turns its word, in bits.
const TURNS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
const START: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];

/// The sixteen bytes of the checksum.
pub fn of(bytes: &[u8]) -> [u8; 16] {
    let mut message = bytes.to_vec();
    message.push(0x80);
    message.resize(message.len().next_multiple_of(64), 0);
    if message.len() - bytes.len() < 9 {
        message.resize(message.len() + 64, 0);
    }
    let end = message.len() - 8;
    message[end..].copy_from_slice(&(bytes.len() as u64).wrapping_mul(8).to_le_bytes());

    // The table of sines is computed, as the RFC defines it; they are exact to far more than the 32 bits that are kept.
    let sines: Vec<u32> = (1..=64).map(|step| (f64::from(step).sin().abs() * 4_294_967_296.0) as u32).collect();
    let mut state = START;
    for block in message.chunks_exact(64) {
        state = after_block(state, block, &sines);
    }
    let mut sum = [0; 16];
    for (place, word) in sum.chunks_exact_mut(4).zip(state) {
        place.copy_from_slice(&word.to_le_bytes());
    }
    sum
}

fn after_block(state: [u32; 4], block: &[u8], sines: &[u32]) -> [u32; 4] {
    let word = |n: usize| u32::from_le_bytes([block[4 * n], block[4 * n + 1], block[4 * n + 2], block[4 * n + 3]]);
    let [mut a, mut b, mut c, mut d] = state;
    for (step, sine) in sines.iter().enumerate() {
        let (mixed, n) = match step / 16 {
            0 => ((b & c) | (!b & d), step),
            1 => ((d & b) | (!d & c), 5 * step + 1),
            2 => (b ^ c ^ d, 3 * step + 5),
            _ => (c ^ (b | !d), 7 * step),
        };
        let sum = a.wrapping_add(mixed).wrapping_add(*sine).wrapping_add(word(n % 16));
        let turned = sum.rotate_left(TURNS[step / 16][step % 4]);
        (a, b, c, d) = (d, b.wrapping_add(turned), b, c);
    }
    [state[0].wrapping_add(a), state[1].wrapping_add(b), state[2].wrapping_add(c), state[3].wrapping_add(d)]
}

#[cfg(test)]
mod tests {
    use crate::files::digest::hexadecimal;

    /// The test suite of RFC 1321, A.5, and lengths around the end of a block.
    #[test]
    fn the_sums_are_those_of_the_rfc() {
        let of = |text: &str| hexadecimal(&super::of(text.as_bytes()));
        assert_eq!(of(""), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(of("abc"), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(of("message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
        assert_eq!(of(&"1234567890".repeat(8)), "57edf4a22be3c955ac49da2e2107b67a");
        assert_eq!(of(&"a".repeat(55)), "ef1772b6dff9a122358552954ad0df65");
        assert_eq!(of(&"a".repeat(56)), "3b0c8ac703f828b04c6c197006d17218");
        assert_eq!(of(&"a".repeat(64)), "014842d480b571495a4a0363793f7367");
    }
}
