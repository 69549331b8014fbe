//! In which line of a JSON text a place such as `moves[2].to` stands. Judges nothing.

/// The line, from 1, of the place, or of the nearest thing around it that is there. The text has
/// been read as JSON before.
pub(super) fn line_of(text: &str, place: &str) -> usize {
    let steps: Vec<&str> = place.split(['.', '[', ']']).filter(|step| !step.is_empty()).collect();
    let mut reader = Reader { text: text.as_bytes(), at: 0 };
    let found = reader.find(&steps);
    1 + text.as_bytes()[..found.min(text.len())].iter().filter(|byte| **byte == b'\n').count()
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&mut self) -> u8 {
        while self.text.get(self.at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b',')
        {
            self.at += 1;
        }
        self.text.get(self.at).copied().unwrap_or(b'}')
    }

    /// Where the value under these steps begins; stands on the first byte of a value before.
    fn find(&mut self, steps: &[&str]) -> usize {
        let (open, start) = (self.peek(), self.at);
        let Some((step, rest)) = steps.split_first() else { return start };
        if open != b'{' && open != b'[' {
            return start;
        }
        self.at += 1;
        let mut place = 0usize;
        loop {
            let next = self.peek();
            if next == b'}' || next == b']' {
                return start;
            }
            let mine = if open == b'{' {
                let key = self.string();
                self.peek();
                self.at += 1;
                key == step.as_bytes()
            } else {
                place.to_string() == *step
            };
            if mine {
                return self.find(rest);
            }
            self.skip();
            place += 1;
        }
    }

    /// The bytes between the quotes.
    fn string(&mut self) -> Vec<u8> {
        let start = self.at + 1;
        self.at = start;
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b'\\' => self.at += 2,
                b'"' => break,
                _ => self.at += 1,
            }
        }
        let end = self.at.min(self.text.len());
        self.at += 1;
        self.text.get(start..end).unwrap_or_default().to_vec()
    }

    /// Past one value.
    fn skip(&mut self) {
        let mut depth = 0usize;
        loop {
            match self.peek() {
                b'"' => {
                    self.string();
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                b'}' | b']' if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                b':' => {
                    self.at += 1;
                    continue;
                }
                _ => self.word(),
            }
            if depth == 0 || self.at >= self.text.len() {
                return;
            }
        }
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) {
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b",:{}[]".contains(byte);
        while self.text.get(self.at).is_some_and(|byte| !ends(byte)) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"key\": \"a\\\"b\",\n  \"moves\": [\n    { \"verb\": \"x\", \"from\": [\"a\", \"b\"] },\n    {\n      \"verb\": \"y\",\n      \"to\": null\n    }\n  ],\n  \"name\": { \"en\": 3 }\n}";

    #[test]
    fn a_place_stands_in_its_line() {
        let lines = [("key", 2), ("moves[0].from[1]", 4), ("moves[1]", 5), ("moves[1].to", 7)];
        for (place, line) in lines {
            assert_eq!(line_of(TEXT, place), line, "{place}");
        }
        assert_eq!(line_of(TEXT, "name.en"), 10);
    }

    #[test]
    fn a_place_that_is_not_there_stands_where_it_is_missed() {
        assert_eq!(line_of(TEXT, "moves[1].who"), 5);
        assert_eq!(line_of(TEXT, "states[3].name"), 1);
        assert_eq!(line_of("", "key"), 1);
    }
}
