//! Which graphics processors the machine has, as the system lists them.

use std::fs;
use std::path::Path;

/// The graphics processors of this machine, such as `NVIDIA H200 (nvidia)`. Reads what Linux says of its PCI and DRM devices and
/// asks no driver, so it is quick and cannot hang; elsewhere it knows none.
pub(crate) fn graphics_processors() -> Vec<String> {
    if cfg!(target_os = "linux") { list(Path::new("/")) } else { Vec::new() }
}

/// The same under another root.
fn list(root: &Path) -> Vec<String> {
    let mut found = nvidia(&root.join("proc/driver/nvidia/gpus"));
    let have_nvidia = !found.is_empty();
    for card in folders(&root.join("sys/class/drm")) {
        let name = card.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        // `card0` is a processor; `card0-HDMI-A-1` is one of its sockets, `renderD128` the same processor again.
        let is_card = name.strip_prefix("card").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        if !is_card {
            continue;
        }
        let device = card.join("device");
        let vendor = text(&device.join("vendor"));
        // NVIDIA's own driver has already told the model.
        if have_nvidia && vendor == "0x10de" {
            continue;
        }
        let uevent = text(&device.join("uevent"));
        let value = |key: &str| uevent.lines().find_map(|l| l.strip_prefix(key)?.strip_prefix('='));
        let maker = match vendor.as_str() {
            "0x10de" => "NVIDIA",
            "0x1002" => "AMD",
            "0x8086" => "Intel",
            "0x1af4" => "virtual (virtio)",
            "0x106b" => "Apple",
            _ => "unknown maker",
        };
        let id = value("PCI_ID").map(|id| format!(" {id}")).unwrap_or_default();
        let driver = value("DRIVER").map(|d| format!(" ({d})")).unwrap_or_default();
        found.push(format!("{maker}{id}{driver}"));
    }
    found
}

fn nvidia(folder: &Path) -> Vec<String> {
    let model = |gpu: &Path| {
        let information = text(&gpu.join("information"));
        let model = information.lines().find_map(|l| l.strip_prefix("Model:"))?.trim().to_owned();
        Some(format!("{model} (nvidia)"))
    };
    folders(folder).iter().filter_map(|gpu| model(gpu)).collect()
}

/// What a folder holds, sorted; nothing where it cannot be read.
fn folders(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    paths
}

fn text(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, file: &str, text: &str) {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn cards_are_listed_once_and_sockets_are_not() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        assert!(list(root).is_empty());
        write(root, "sys/class/drm/card0/device/vendor", "0x8086\n");
        write(root, "sys/class/drm/card0/device/uevent", "DRIVER=i915\nPCI_ID=8086:A780\n");
        write(root, "sys/class/drm/card0-HDMI-A-1/status", "connected\n");
        write(root, "sys/class/drm/renderD128/device/vendor", "0x8086\n");
        assert_eq!(list(root), ["Intel 8086:A780 (i915)"]);
    }

    #[test]
    fn nvidia_tells_the_model() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        write(root, "sys/class/drm/card1/device/vendor", "0x10de\n");
        write(root, "sys/class/drm/card1/device/uevent", "DRIVER=nvidia\nPCI_ID=10DE:2335\n");
        assert_eq!(list(root), ["NVIDIA 10DE:2335 (nvidia)"]);
        write(root, "proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: \t\t NVIDIA H200\nIRQ:   \t\t 90\n");
        assert_eq!(list(root), ["NVIDIA H200 (nvidia)"]);
    }
}
