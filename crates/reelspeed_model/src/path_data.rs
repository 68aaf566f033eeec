//! The syntax of SVG path data (the `d` attribute), SVG 1.1 grammar.

/// Why path data cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PathDataError {
    /// How many characters come before the fault.
    pub(crate) at: usize,
    /// What should stand there.
    pub(crate) expected: &'static str,
}

/// Checks path data.
pub(crate) fn check(data: &str) -> Result<(), PathDataError> {
    let mut p = Parser { bytes: data.as_bytes(), at: 0 };
    let result = p.path();
    // Everything before a fault is ASCII, so bytes are characters.
    result.map_err(|expected| PathDataError { at: p.at, expected })
}

struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
}

type Parsed = Result<(), &'static str>;

impl Parser<'_> {
    fn path(&mut self) -> Parsed {
        self.space();
        if !matches!(self.peek(), Some(b'M' | b'm')) {
            return Err("M or m to begin with");
        }
        while let Some(command) = self.peek() {
            self.at += 1;
            match command.to_ascii_lowercase() {
                b'm' | b'l' | b't' => self.groups(&[Arg::Number; 2])?,
                b'h' | b'v' => self.groups(&[Arg::Number])?,
                b'c' => self.groups(&[Arg::Number; 6])?,
                b's' | b'q' => self.groups(&[Arg::Number; 4])?,
                b'a' => self.groups(&[
                    Arg::Length,
                    Arg::Length,
                    Arg::Number,
                    Arg::Flag,
                    Arg::Flag,
                    Arg::Number,
                    Arg::Number,
                ])?,
                b'z' => self.space(),
                _ => {
                    self.at -= 1;
                    return Err("one of the commands MLHVCSQTAZ");
                }
            }
        }
        Ok(())
    }

    /// One or more groups of arguments.
    fn groups(&mut self, args: &[Arg]) -> Parsed {
        self.space();
        loop {
            for (i, arg) in args.iter().enumerate() {
                if i > 0 {
                    self.separator();
                }
                match arg {
                    Arg::Number => self.number()?,
                    Arg::Length => {
                        if self.peek() == Some(b'-') {
                            return Err("a number ≥ 0");
                        }
                        self.number()?;
                    }
                    Arg::Flag => match self.peek() {
                        Some(b'0' | b'1') => self.at += 1,
                        _ => return Err("a flag, 0 or 1"),
                    },
                }
            }
            let end = self.at;
            let comma = self.separator();
            match self.peek() {
                Some(b'0'..=b'9' | b'.' | b'+' | b'-') => {}
                _ if comma => {
                    self.at = end;
                    return Err("a number after the comma");
                }
                _ => return Ok(()),
            }
        }
    }

    fn number(&mut self) -> Parsed {
        let start = self.at;
        if matches!(self.peek(), Some(b'+' | b'-')) {
            self.at += 1;
        }
        let mut digits = self.digits();
        if self.peek() == Some(b'.') {
            self.at += 1;
            digits += self.digits();
        }
        if digits == 0 {
            self.at = start;
            return Err("a number");
        }
        // An `e` that no digits follow is not part of the number, but no command either.
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return Err("digits of an exponent");
            }
        }
        let text = std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or_default();
        match text.parse::<f64>() {
            Ok(v) if (-1e7..=1e7).contains(&v) => Ok(()),
            _ => {
                self.at = start;
                Err("a number from -10000000 to 10000000")
            }
        }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n' | b'\x0c')) {
            self.at += 1;
        }
    }

    /// Space with at most one comma in it; whether there was a comma.
    fn separator(&mut self) -> bool {
        self.space();
        let comma = self.peek() == Some(b',');
        if comma {
            self.at += 1;
            self.space();
        }
        comma
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}

#[derive(Clone, Copy)]
enum Arg {
    Number,
    Length,
    Flag,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_understood() {
        for good in [
            "M0 0",
            "m1,2 3,4 L5 6H7v-8C1 2 3 4 5 6s1 2 3 4Q1 2 3 4t5 6A1 2 0 01 5 6Z",
            "M.5.5l-1-1+2+2 1e2-1E+2z m0 0",
            " \t\n M 0 0 a25 25 -30 1150 -25 Z ",
            "M0 0 1. 2.",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn faults_are_located() {
        for (bad, at, expected) in [
            ("", 0, "M or m to begin with"),
            ("L0 0", 0, "M or m to begin with"),
            ("M0", 2, "a number"),
            ("M0 0,", 4, "a number after the comma"),
            ("M0 0 X", 5, "one of the commands MLHVCSQTAZ"),
            ("M0 0 é", 5, "one of the commands MLHVCSQTAZ"),
            ("M0 0 A1 1 0 2 0 5 5", 12, "a flag, 0 or 1"),
            ("M0 0 A-1 1 0 0 0 5 5", 6, "a number ≥ 0"),
            ("M0 1e", 5, "digits of an exponent"),
            ("M0 1e999", 3, "a number from -10000000 to 10000000"),
            ("M0 nan", 3, "a number"),
        ] {
            assert_eq!(check(bad), Err(PathDataError { at, expected }), "{bad}");
        }
    }
}
