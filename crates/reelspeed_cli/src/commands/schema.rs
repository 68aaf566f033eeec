//! `reelspeed schema`.

use crate::console;
use crate::failure::Failure;

pub(crate) fn run() -> Result<(), Failure> {
    console::json_pretty(reelspeed::model::schema::composition())
}
