//! The npm packages that hold the addon, one per platform and flavour: their manifests, their READMEs, and the list of them in
//! `@reelspeed/engine`. All are written from the tables here, so that names and versions agree.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

/// A platform that packages are published for.
struct Platform {
    /// As the package is called: Node's names of system and processor, and the C library.
    name: &'static str,
    os: &'static str,
    cpu: &'static str,
    libc: Option<&'static str>,
    /// For the README.
    title: &'static str,
    /// What it runs on, for the README.
    needs: &'static str,
}

const PLATFORMS: [Platform; 7] = [
    Platform {
        name: "linux-x64-gnu",
        os: "linux",
        cpu: "x64",
        libc: Some("glibc"),
        title: "Linux on x86-64 with glibc",
        needs: GLIBC,
    },
    Platform {
        name: "linux-arm64-gnu",
        os: "linux",
        cpu: "arm64",
        libc: Some("glibc"),
        title: "Linux on ARM64 with glibc",
        needs: GLIBC,
    },
    Platform {
        name: "linux-x64-musl",
        os: "linux",
        cpu: "x64",
        libc: Some("musl"),
        title: "Linux on x86-64 with musl",
        needs: MUSL,
    },
    Platform {
        name: "linux-arm64-musl",
        os: "linux",
        cpu: "arm64",
        libc: Some("musl"),
        title: "Linux on ARM64 with musl",
        needs: MUSL,
    },
    Platform {
        name: "darwin-x64",
        os: "darwin",
        cpu: "x64",
        libc: None,
        title: "macOS on Intel processors",
        needs: MACOS,
    },
    Platform {
        name: "darwin-arm64",
        os: "darwin",
        cpu: "arm64",
        libc: None,
        title: "macOS on Apple silicon",
        needs: MACOS,
    },
    Platform {
        name: "win32-x64",
        os: "win32",
        cpu: "x64",
        libc: None,
        title: "Windows on x86-64",
        needs: "Windows 10 or newer.",
    },
];

// `scripts/package.sh` reads the number and refuses a build that needs more.
const GLIBC: &str = "glibc 2.35 or newer: Debian 12, Ubuntu 22.04, RHEL 10, Fedora 36 and their successors.";
const MUSL: &str = "musl 1.2.3 or newer: Alpine 3.16 and its successors.";
const MACOS: &str = "macOS 12 or newer.";

/// With or without GPL parts.
#[derive(Clone, Copy, PartialEq)]
enum Flavour {
    Gpl,
    Lgpl,
}

impl Flavour {
    const ALL: [Self; 2] = [Self::Gpl, Self::Lgpl];

    const fn suffix(self) -> &'static str {
        match self {
            Self::Gpl => "",
            Self::Lgpl => "-lgpl",
        }
    }

    /// Of the whole, as SPDX writes it: our own code, and what is linked into the file with it.
    const fn license(self) -> &'static str {
        match self {
            Self::Gpl => "(MIT OR Apache-2.0) AND GPL-2.0-or-later",
            Self::Lgpl => "(MIT OR Apache-2.0) AND LGPL-2.1-or-later",
        }
    }

    const fn h264(self) -> &'static str {
        match self {
            Self::Gpl => "with libx264",
            Self::Lgpl => "without GPL parts",
        }
    }
}

fn folder_name(platform: &Platform, flavour: Flavour) -> String {
    format!("{}{}", platform.name, flavour.suffix())
}

fn package_name(platform: &Platform, flavour: Flavour) -> String {
    format!("@reelspeed/engine-{}", folder_name(platform, flavour))
}

fn manifest(platform: &Platform, flavour: Flavour) -> Result<String, String> {
    let mut m = Map::new();
    m.insert("name".into(), json!(package_name(platform, flavour)));
    m.insert("version".into(), json!(env!("CARGO_PKG_VERSION")));
    let description = format!("The native part of @reelspeed/engine for {}, {}", platform.title, flavour.h264());
    m.insert("description".into(), json!(description));
    m.insert("license".into(), json!(flavour.license()));
    m.insert("main".into(), json!("reelspeed.node"));
    m.insert("files".into(), json!(["reelspeed.node", "licenses", "NOTICE.md"]));
    m.insert("os".into(), json!([platform.os]));
    m.insert("cpu".into(), json!([platform.cpu]));
    if let Some(libc) = platform.libc {
        m.insert("libc".into(), json!([libc]));
    }
    m.insert("engines".into(), json!({ "node": ">=18.18" }));
    m.insert("preferUnplugged".into(), json!(true));
    m.insert("publishConfig".into(), json!({ "access": "public", "provenance": true }));
    serde_json::to_string_pretty(&m).map(|text| text + "\n").map_err(|e| e.to_string())
}

fn readme(platform: &Platform, flavour: Flavour) -> String {
    let name = package_name(platform, flavour);
    let (title, needs) = (platform.title, platform.needs);
    let hardware = match platform.os {
        "darwin" => "VideoToolbox (H.264, HEVC)",
        _ => "NVIDIA NVENC (H.264, HEVC, AV1), whose driver is opened when it is asked for",
    };
    let (encoders, licence) = match flavour {
        Flavour::Gpl => (
            "H.264 by libx264, HEVC by libx265",
            "libx264 and libx265 are under the GPL, version 2 or later, and so is this file as a whole. Who hands it on, or a \
             program together with it, does so under the GPL's terms; running it on a server of one's own is no handing on. \
             The flavour without them is `NAME-lgpl`.",
        ),
        Flavour::Lgpl => (
            "H.264 by OpenH264",
            "FFmpeg and LAME are under the LGPL, version 2.1 or later and version 2 or later. They are linked in statically: \
             the sources of this project, its `scripts/ffmpeg-static.sh` and `make package` build the file anew with changed \
             ones, as that licence asks. OpenH264 is built from source, so Cisco's payment of patent fees for its own binary \
             does not cover it. HEVC needs hardware here.",
        ),
    };
    let gpl = package_name(platform, Flavour::Gpl);
    let licence = licence.replace("NAME", &gpl);
    let install = match flavour {
        Flavour::Gpl => {
            "Do not depend on it yourself: `@reelspeed/engine` does, and npm installs it where it fits.".to_owned()
        }
        Flavour::Lgpl => format!(
            "To use it in place of the one with libx264, say so in your package.json; the other is then never fetched:\n\n\
             ```json\n\"overrides\": {{ \"{gpl}\": \"npm:{name}@{version}\" }}\n```\n\n\
             Where both are installed, `@reelspeed/engine` loads this one.",
            version = env!("CARGO_PKG_VERSION")
        ),
    };
    format!(
        "# {name}\n\n\
         The native part of `@reelspeed/engine` for {title}: one file, with FFmpeg and its encoders linked in. {install}\n\n\
         - Runs on {needs}\n\
         - Encodes {encoders}, VP9 by libvpx, AV1 by SVT-AV1, AAC, Opus, MP3 and FLAC; by hardware with {hardware}.\n\
         - Decodes what the engine allows of what FFmpeg can, AV1 by dav1d.\n\n\
         ## Licence\n\n\
         The engine's own code is under MIT or Apache-2.0, at your choice. {licence}\n\n\
         `NOTICE.md` lists what is linked in, with versions; `licenses/` has the texts.\n"
    )
}

/// `@reelspeed/engine`'s manifest as it is published: with its list of platform packages, without what only developing needs. The one in
/// the repository has no such list, since no version under development can be fetched. Packages without GPL parts are not in it: they
/// are installed on purpose.
pub(crate) fn engine_manifest(npm: &Path) -> Result<String, String> {
    let path = npm.join("engine/package.json");
    let failed = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    let text = fs::read_to_string(&path).map_err(|e| failed(&e))?;
    let mut manifest: Value = serde_json::from_str(&text).map_err(|e| failed(&e))?;
    let version = env!("CARGO_PKG_VERSION");
    if manifest["version"] != version {
        return Err(failed(&format!("version {}, the workspace has {version}", manifest["version"])));
    }
    let packages: Map<String, Value> =
        PLATFORMS.iter().map(|p| (package_name(p, Flavour::Gpl), json!(version))).collect();
    if let Some(fields) = manifest.as_object_mut() {
        fields.shift_remove("devDependencies");
        fields.shift_remove("scripts");
        fields.insert("optionalDependencies".into(), Value::Object(packages));
    }
    serde_json::to_string_pretty(&manifest).map(|text| text + "\n").map_err(|e| failed(&e))
}

/// The files of all packages, and what is in them.
pub(crate) fn files(npm: &Path) -> Result<Vec<(PathBuf, String)>, String> {
    let mut files = Vec::new();
    for platform in &PLATFORMS {
        for flavour in Flavour::ALL {
            let folder = npm.join(folder_name(platform, flavour));
            files.push((folder.join("package.json"), manifest(platform, flavour)?));
            files.push((folder.join("README.md"), readme(platform, flavour)));
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_has_a_name_of_its_own_and_the_version_of_the_workspace() {
        let mut names = Vec::new();
        for (path, text) in files(Path::new("npm")).unwrap() {
            if path.ends_with("package.json") {
                let manifest: Value = serde_json::from_str(&text).unwrap();
                assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"), "{}", path.display());
                names.push(manifest["name"].as_str().unwrap().to_owned());
            }
        }
        assert_eq!(names.len(), PLATFORMS.len() * 2);
        names.sort();
        names.dedup();
        assert_eq!(names.len(), PLATFORMS.len() * 2);
        assert!(names.contains(&"@reelspeed/engine-linux-x64-gnu-lgpl".to_owned()), "{names:?}");
    }
}
