use std::fmt;
use std::str::FromStr;

use crate::{EngineError, VideoError};

/// A kind of hardware that codes video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HardwareDevice {
    /// NVIDIA.
    Cuda,
    /// Intel and AMD on Linux.
    Vaapi,
    /// Apple.
    VideoToolbox,
    /// Intel Quick Sync.
    Qsv,
}

impl HardwareDevice {
    /// FFmpeg's name of the kind.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cuda => "cuda",
            Self::Vaapi => "vaapi",
            Self::VideoToolbox => "videotoolbox",
            Self::Qsv => "qsv",
        }
    }
}

impl fmt::Display for HardwareDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for HardwareDevice {
    type Err = EngineError;

    fn from_str(name: &str) -> Result<Self, EngineError> {
        let known = [Self::Cuda, Self::Vaapi, Self::VideoToolbox, Self::Qsv];
        known.into_iter().find(|d| d.name() == name).ok_or_else(|| EngineError::Argument {
            argument: "device",
            expected: "cuda, vaapi, videotoolbox or qsv".into(),
            actual: format!("{name:?}"),
        })
    }
}

/// Hardware that really opens on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HardwareAcceleration {
    devices: Vec<HardwareDevice>,
}

impl HardwareAcceleration {
    /// Every kind of device that opens here, the most capable first; empty on a machine without such hardware. Opens each kind,
    /// which takes up to a few hundred milliseconds where a driver is there.
    pub fn detect_available() -> Vec<HardwareDevice> {
        let found = reelspeed_engine::doctor().hardware_devices;
        let order = [HardwareDevice::Cuda, HardwareDevice::Vaapi, HardwareDevice::VideoToolbox, HardwareDevice::Qsv];
        order.into_iter().filter(|d| found.iter().any(|name| name == d.name())).collect()
    }

    /// The devices of this machine.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where there is none; rendering then goes by software.
    pub fn new() -> Result<Self, VideoError> {
        let devices = Self::detect_available();
        if devices.is_empty() {
            return Err(EngineError::Argument {
                argument: "hardware",
                expected: "a device that codes video".into(),
                actual: "none that opens".into(),
            });
        }
        Ok(Self { devices })
    }

    /// The devices, the most capable first; at least one.
    pub fn devices(&self) -> &[HardwareDevice] {
        &self.devices
    }
}
