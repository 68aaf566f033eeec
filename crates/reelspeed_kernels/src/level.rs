use std::sync::OnceLock;

/// The instruction set that the kernels use.
///
/// A value is a proof that this CPU has the instructions: it comes only from [`SimdLevel::detected`],
/// [`SimdLevel::supported`] or [`SimdLevel::SCALAR`]. Every level gives the same bytes; only the time differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimdLevel(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(dead_code, reason = "each architecture builds its own levels only")]
pub(crate) enum Kind {
    Scalar,
    Sse4_2,
    Avx2,
    Avx512,
    Neon,
    WasmSimd128,
}

impl SimdLevel {
    /// What the target's baseline allows; always there.
    pub const SCALAR: Self = Self(Kind::Scalar);

    /// The best level of this CPU, found once per process. On native targets the environment variable `REELSPEED_SIMD`
    /// (`scalar`, `sse4_2`, `avx2`, `avx512`, `neon`) lowers it; a level that the CPU lacks, or an unknown word, changes
    /// nothing.
    pub fn detected() -> Self {
        static LEVEL: OnceLock<SimdLevel> = OnceLock::new();
        *LEVEL.get_or_init(|| {
            let supported = Self::supported();
            let wanted = wanted_level();
            let named = wanted.and_then(|name| supported.iter().copied().find(|level| level.name() == name));
            named.or(supported.last().copied()).unwrap_or(Self::SCALAR)
        })
    }

    /// Every level of this CPU, lowest first; never empty.
    pub fn supported() -> Vec<Self> {
        let mut levels = vec![Self::SCALAR];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("sse4.2") {
                levels.push(Self(Kind::Sse4_2));
            }
            let avx2 = is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("bmi1")
                && is_x86_feature_detected!("bmi2");
            if avx2 {
                levels.push(Self(Kind::Avx2));
            }
            if avx2
                && is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
            {
                levels.push(Self(Kind::Avx512));
            }
        }
        if cfg!(target_arch = "aarch64") {
            levels.push(Self(Kind::Neon));
        }
        if cfg!(all(target_arch = "wasm32", target_feature = "simd128")) {
            levels.push(Self(Kind::WasmSimd128));
        }
        levels
    }

    /// The level's name: `scalar`, `sse4_2`, `avx2`, `avx512`, `neon` or `wasm_simd128`.
    pub const fn name(self) -> &'static str {
        match self.0 {
            Kind::Scalar => "scalar",
            Kind::Sse4_2 => "sse4_2",
            Kind::Avx2 => "avx2",
            Kind::Avx512 => "avx512",
            Kind::Neon => "neon",
            Kind::WasmSimd128 => "wasm_simd128",
        }
    }

    #[cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64", target_feature = "simd128")), allow(dead_code))]
    pub(crate) const fn kind(self) -> Kind {
        self.0
    }
}

impl Default for SimdLevel {
    /// [`SimdLevel::detected`].
    fn default() -> Self {
        Self::detected()
    }
}

impl std::fmt::Display for SimdLevel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(not(target_family = "wasm"))]
fn wanted_level() -> Option<String> {
    std::env::var("REELSPEED_SIMD").ok().map(|name| name.to_ascii_lowercase())
}

#[cfg(target_family = "wasm")]
fn wanted_level() -> Option<String> {
    None
}

/// Makes `fn name(level, args…)` out of a body that is marked `#[inline(always)]`: the body is compiled once per level, with
/// that level's instructions at the compiler's disposal, and `level` picks the copy. The bodies are integer loops that LLVM
/// vectorises, so every copy computes the same bytes. NEON and wasm SIMD are part of their targets' baseline.
macro_rules! per_level {
    ($($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)? = $body:path;)+) => {$(
        $(#[$meta])*
        #[allow(clippy::too_many_arguments, reason = "rows and their parameters")]
        $vis fn $name(level: $crate::SimdLevel, $($arg: $ty),*) $(-> $ret)? {
            #[cfg(target_arch = "x86_64")]
            {
                use $crate::level::Kind;
                #[target_feature(enable = "sse4.2,popcnt")]
                #[allow(clippy::too_many_arguments, reason = "as the body")]
                fn sse4_2($($arg: $ty),*) $(-> $ret)? { $body($($arg),*) }
                #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
                #[allow(clippy::too_many_arguments, reason = "as the body")]
                fn avx2($($arg: $ty),*) $(-> $ret)? { $body($($arg),*) }
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2,popcnt")]
                #[allow(clippy::too_many_arguments, reason = "as the body")]
                fn avx512($($arg: $ty),*) $(-> $ret)? { $body($($arg),*) }
                match level.kind() {
                    // SAFETY: a `SimdLevel` exists only where the CPU has the features it names.
                    Kind::Avx512 => return unsafe { avx512($($arg),*) },
                    // SAFETY: as above.
                    Kind::Avx2 => return unsafe { avx2($($arg),*) },
                    // SAFETY: as above.
                    Kind::Sse4_2 => return unsafe { sse4_2($($arg),*) },
                    _ => {}
                }
            }
            let _ = level;
            $body($($arg),*)
        }
    )+};
}
pub(crate) use per_level;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_sorted_and_named() {
        let levels = SimdLevel::supported();
        assert_eq!(levels[0], SimdLevel::SCALAR);
        assert!(levels.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(levels.contains(&SimdLevel::detected()));
        if let Ok(name) = std::env::var("REELSPEED_SIMD")
            && levels.iter().any(|level| level.name() == name)
        {
            assert_eq!(SimdLevel::detected().name(), name);
        }
    }
}
