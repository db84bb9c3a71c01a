//! Changes of inputs, the same ones in every run.

/// Pieces that readers trip over.
const PIECES: [&[u8]; 20] = [
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b"=",
    b"&",
    b"#",
    b"?",
    b"%",
    b"%00",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\n",
    b"\\ud800",
    b"1e999",
    b"state=",
    b"://",
];

/// An endless row of changed inputs.
pub(crate) struct Mutations<'a> {
    inputs: &'a [Vec<u8>],
    /// Of a xorshift generator, which is random enough to choose places with.
    state: u64,
}

impl<'a> Mutations<'a> {
    pub(crate) const fn of(inputs: &'a [Vec<u8>]) -> Self {
        Self { inputs, state: 0x9E37_79B9_7F4A_7C15 }
    }

    /// A number below `end`, or 0 where that is 0.
    fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 33).unwrap_or_default().checked_rem(end).unwrap_or_default()
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let at = self.below(input.len() + 1);
        let end = (at + self.below(9)).min(input.len());
        match self.below(6) {
            0 => input.truncate(at),
            1 => drop(input.drain(at..end)),
            2 => {
                let bit = 1 << self.below(8);
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= bit;
                }
            }
            3 => {
                let piece = PIECES[self.below(PIECES.len())];
                input.splice(at..at, piece.iter().copied());
            }
            4 => {
                let doubled = input[at..].to_vec();
                input.extend(doubled);
            }
            _ => {
                let other = &self.inputs[self.below(self.inputs.len())];
                let from = other.len() / 2;
                input.splice(at.., other[from..].iter().copied());
            }
        }
    }
}

impl Iterator for Mutations<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut input = self.inputs[self.below(self.inputs.len())].clone();
        for _ in 0..=self.below(4) {
            self.change(&mut input);
        }
        Some(input)
    }
}
