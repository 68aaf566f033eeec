//! The muxer's thread: takes packets of both tracks in order of time.
//!
//! It always holds the next packet of each track and writes the earlier one, so the file is interleaved as tightly as can be, and
//! a track that is ahead waits in its bounded queue. The encoders do not depend on each other, so this cannot lock up.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use reelspeed_ffmpeg::{Muxer, Packet, TrackId};

use super::context::JobContext;
use crate::EngineError;

/// A track and where its packets come from.
pub(super) struct TrackFeed {
    pub(super) track: TrackId,
    pub(super) packets: Receiver<Packet>,
}

/// Writes all packets of all tracks and finishes the file. Gives its size in bytes.
pub(super) fn mux_all(job: &JobContext<'_>, mut muxer: Muxer, feeds: Vec<TrackFeed>) -> Result<u64, EngineError> {
    let mut heads = Vec::with_capacity(feeds.len());
    for feed in &feeds {
        heads.push(next(job, &feed.packets)?);
    }
    loop {
        let earliest = heads.iter().enumerate().filter_map(|(i, p)| Some((i, p.as_ref()?.dts()))).min_by_key(|h| h.1);
        let Some((i, _)) = earliest else { break };
        if let Some(packet) = heads[i].take() {
            muxer.write(feeds[i].track, packet)?;
        }
        heads[i] = next(job, &feeds[i].packets)?;
    }
    // Encoders hang up when they are done, and also when they have failed.
    job.check()?;
    Ok(muxer.finish()?)
}

/// Takes all packets and keeps none: those of a first pass are of no use.
pub(super) fn discard_all(job: &JobContext<'_>, packets: &Receiver<Packet>) -> Result<(), EngineError> {
    while next(job, packets)?.is_some() {}
    Ok(())
}

fn next(job: &JobContext<'_>, packets: &Receiver<Packet>) -> Result<Option<Packet>, EngineError> {
    loop {
        match packets.recv_timeout(Duration::from_millis(50)) {
            Ok(packet) => return Ok(Some(packet)),
            Err(RecvTimeoutError::Timeout) => job.check()?,
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
        }
    }
}
