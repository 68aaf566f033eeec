/// Lines with their numbers, ended by CR LF, LF or CR, without the blanks at their ends; a look ahead is cheap.
pub(super) struct Lines<'a> {
    lines: Vec<&'a str>,
    next: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut lines = Vec::new();
        let mut rest = text;
        while let Some(end) = rest.find(['\n', '\r']) {
            lines.push(rest[..end].trim_end());
            rest = &rest[end..];
            rest = rest.strip_prefix("\r\n").unwrap_or_else(|| &rest[1..]);
        }
        if !rest.is_empty() {
            lines.push(rest.trim_end());
        }
        Self { lines, next: 0 }
    }

    /// The next line, left where it is.
    pub(super) fn peek(&self) -> Option<&'a str> {
        self.lines.get(self.next).copied()
    }

    /// The line after the next.
    pub(super) fn peek_second(&self) -> Option<&'a str> {
        self.lines.get(self.next + 1).copied()
    }

    /// The number, from 1, of the line that comes next.
    pub(super) fn number(&self) -> usize {
        self.next + 1
    }

    /// Steps over blank lines.
    pub(super) fn skip_blank(&mut self) {
        while self.peek().is_some_and(|line| line.trim().is_empty()) {
            self.next += 1;
        }
    }

    /// Steps over all lines up to the next blank one.
    pub(super) fn skip_block(&mut self) {
        while self.peek().is_some_and(|line| !line.trim().is_empty()) {
            self.next += 1;
        }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let line = self.peek()?;
        self.next += 1;
        Some(line)
    }
}
