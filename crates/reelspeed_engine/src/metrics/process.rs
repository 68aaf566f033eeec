//! What the system says of this process's memory.

/// The most resident memory that this process has had, in bytes, where the system tells.
pub fn peak_process_bytes() -> Option<u64> {
    #[cfg(target_os = "linux")]
    {
        // VmHWM and not getrusage: the latter is inherited across exec from whoever started us.
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
        return line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024);
    }
    #[cfg(target_os = "macos")]
    {
        let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
        // SAFETY: `usage` is a valid place for one rusage, and getrusage fills it when it returns 0.
        let usage = unsafe {
            if libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr()) != 0 {
                return None;
            }
            usage.assume_init()
        };
        return Some(usage.ru_maxrss as u64);
    }
    #[allow(unreachable_code, reason = "the systems above return early")]
    None
}

/// The resident memory of this process now, in bytes, where the system tells (Linux).
pub fn resident_process_bytes() -> Option<u64> {
    #[cfg(target_os = "linux")]
    {
        let text = std::fs::read_to_string("/proc/self/statm").ok()?;
        let pages: u64 = text.split_ascii_whitespace().nth(1)?.parse().ok()?;
        // SAFETY: asks for a constant of the system.
        let page = u64::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).ok()?;
        return Some(pages * page);
    }
    #[allow(unreachable_code, reason = "Linux returns early")]
    None
}
