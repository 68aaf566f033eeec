//! Streams of raw frames, in and out.
//!
//! Both go at the pace of the slower side, one frame at a time. A frame that comes in is read where it lies in JavaScript's memory: the
//! addon keeps it alive, and asks for the next one when it has been read. A frame that goes out is decoded into memory of its own,
//! which becomes a Buffer without a copy; it is decoded when JavaScript asks for it.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use napi::Result;
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;
use reelspeed::model::request::{DecodeRequest, EncodeRequest};
use reelspeed::{CancelToken, EngineError, FrameDecoder, FrameEncoder};

use crate::engine::NativeEngine;
use crate::events::{Callback, Events, Outcome};
use crate::failure::to_json;
use crate::job::NativeJob;

/// How often a job that waits for JavaScript asks whether it was cancelled.
const PATIENCE: Duration = Duration::from_millis(50);

/// What JavaScript says to an encoder.
enum Given {
    Frame(Uint8Array),
    End,
}

/// Where frames go in.
#[napi]
pub struct NativeEncoder {
    job: NativeJob,
    frames: SyncSender<Given>,
}

#[napi]
impl NativeEncoder {
    /// The job's number in its engine.
    #[napi(getter, catch_unwind)]
    pub fn id(&self) -> f64 {
        self.job.id()
    }

    /// Stops the job.
    #[napi(catch_unwind)]
    pub fn cancel(&self) {
        self.job.cancel();
    }

    /// Gives the next frame; only after the event that there is room for one. It must not be changed until the next such event.
    #[napi(catch_unwind)]
    pub fn push(&self, pixels: Uint8Array) {
        // A job that has ended says so by its own event.
        let _ = self.frames.try_send(Given::Frame(pixels));
    }

    /// Says that no more frames come.
    #[napi(catch_unwind)]
    pub fn finish(&self) {
        let _ = self.frames.try_send(Given::End);
    }
}

/// Where frames come out.
#[napi]
pub struct NativeDecoder {
    job: NativeJob,
    wanted: SyncSender<()>,
}

#[napi]
impl NativeDecoder {
    /// The job's number in its engine.
    #[napi(getter, catch_unwind)]
    pub fn id(&self) -> f64 {
        self.job.id()
    }

    /// Stops the job.
    #[napi(catch_unwind)]
    pub fn cancel(&self) {
        self.job.cancel();
    }

    /// Asks for one more frame.
    #[napi(catch_unwind)]
    pub fn next(&self) {
        let _ = self.wanted.try_send(());
    }
}

#[napi]
impl NativeEngine {
    /// Encodes frames that JavaScript gives.
    #[napi(catch_unwind)]
    pub fn encode(&self, request: String, output: String, callback: Callback<'_>) -> Result<NativeEncoder> {
        let (call, request) = self.request::<EncodeRequest>(&request, &callback)?;
        let (frames, given) = sync_channel(2);
        let events = call.events.clone();
        let job = call.start(|engine, options| {
            engine.encode_frames(request, output.into(), options, move |mut encoder, options| {
                feed(&mut encoder, &given, &events, &options.cancel)?;
                encoder.finish()
            })
        });
        Ok(NativeEncoder { job, frames })
    }

    /// Decodes frames as JavaScript asks for them.
    #[napi(catch_unwind)]
    pub fn decode(&self, request: String, callback: Callback<'_>) -> Result<NativeDecoder> {
        let (call, request) = self.request::<DecodeRequest>(&request, &callback)?;
        // JavaScript asks for a few at a time.
        let (wanted, asked) = sync_channel(8);
        let events = call.events.clone();
        let job = call.start(|engine, options| {
            engine.decode_frames(request, options, move |decoder, options| {
                hand_out(decoder, &asked, &events, &options.cancel)
            })
        });
        Ok(NativeDecoder { job, wanted })
    }
}

/// Pushes frames until no more come.
fn feed(
    encoder: &mut FrameEncoder,
    given: &Receiver<Given>,
    events: &Events,
    cancel: &CancelToken,
) -> std::result::Result<(), EngineError> {
    loop {
        events.ready();
        match wait(given, cancel)? {
            Given::Frame(pixels) => encoder.push(&pixels)?,
            Given::End => return Ok(()),
        }
    }
}

/// Hands out frames as they are asked for, to the end.
fn hand_out(
    mut decoder: FrameDecoder,
    asked: &Receiver<()>,
    events: &Events,
    cancel: &CancelToken,
) -> std::result::Result<(), EngineError> {
    let (width, height) = (decoder.width(), decoder.height());
    loop {
        wait(asked, cancel)?;
        let Some((info, pixels)) = decoder.next_frame()? else { return Ok(()) };
        let json = to_json(&FrameJson { info, width, height });
        events.frame(Outcome { json, pixels: Some(pixels) });
    }
}

/// What JavaScript is told of a frame.
#[derive(serde::Serialize)]
struct FrameJson {
    #[serde(flatten)]
    info: reelspeed::model::report::FrameInfo,
    width: u32,
    height: u32,
}

/// The next word from JavaScript.
fn wait<T>(words: &Receiver<T>, cancel: &CancelToken) -> std::result::Result<T, EngineError> {
    loop {
        match words.recv_timeout(PATIENCE) {
            Ok(word) => return Ok(word),
            Err(RecvTimeoutError::Timeout) if !cancel.is_cancelled() => {}
            // JavaScript has forgotten the stream: it can never go on.
            Err(_) => return Err(EngineError::Cancelled),
        }
    }
}
