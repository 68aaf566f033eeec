//! PNG files.

use std::path::Path;

use reelspeed::{AtomicOutput, RgbaImage};

use crate::console;
use crate::failure::Failure;

/// Writes `image` to `output`, which appears only when it is complete; `-` is standard output.
pub(crate) fn write_png(image: &RgbaImage, output: &Path) -> Result<(), Failure> {
    let bytes = image.to_png()?;
    if output.as_os_str() == "-" {
        return console::write(&bytes);
    }
    let file = AtomicOutput::create(output)?;
    let failed = |source| Failure::File { action: "cannot write", path: output.to_owned(), source };
    std::fs::write(file.path(), bytes).map_err(failed)?;
    file.commit()?;
    Ok(())
}
