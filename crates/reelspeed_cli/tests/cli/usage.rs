use crate::support::Room;

#[test]
fn help_and_version_are_results() {
    let room = Room::new();
    let help = room.run(&["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    for word in ["render", "frame", "probe", "validate", "schema", "doctor", "contact-sheet", "Exit codes:"] {
        assert!(help.stdout.contains(word), "{word} is not in the help:\n{}", help.stdout);
    }
    let version = room.run(&["--version"]);
    assert_eq!(version.code, 0);
    assert!(version.stdout.starts_with(concat!("reelspeed ", env!("CARGO_PKG_VERSION"))), "{}", version.stdout);
}

#[test]
fn a_wrong_command_line_ends_with_2_and_says_so_on_standard_error() {
    let room = Room::new();
    let wrong: [&[&str]; 8] = [
        &[],
        &["rendr", "a.json"],
        &["render", "a.json"],
        &["render", "a.json", "-o", "b.mp4", "--threads", "0"],
        &["render", "a.json", "-o", "b.mp4", "--hardware", "magic"],
        &["frame", "a.json", "-o", "b.png", "--at", "-1"],
        &["frame", "a.json", "-o", "b.png", "--at", "soon"],
        &["probe", "--jsn", "a.mp4"],
    ];
    for arguments in wrong {
        let ended = room.run(arguments);
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(ended.stderr.starts_with("reelspeed: error: "), "{arguments:?}: {}", ended.stderr);
        assert!(!ended.stderr.contains("panicked"), "{arguments:?}: {}", ended.stderr);
    }
    assert!(room.files().is_empty());
}

#[test]
fn schema_is_a_json_schema_of_the_document() {
    let ended = Room::new().run(&["schema"]);
    let schema: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(ended.code, 0);
    assert_eq!(schema["properties"]["version"]["type"], "integer");
    assert_eq!(schema["additionalProperties"], false);
}

#[test]
fn doctor_names_ffmpeg_the_encoders_and_the_simd_level() {
    let room = Room::new();
    let ended = room.run(&["doctor", "--json"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let encoders = report["encoders"].as_array().unwrap();
    let x264 = encoders.iter().find(|e| e["name"] == "libx264").unwrap();
    assert_eq!((&x264["available"], &x264["hardware"]), (&true.into(), &false.into()));
    for nothing in encoders.iter().filter(|e| e["available"] == false) {
        assert!(nothing["reason"].as_str().is_some_and(|r| !r.is_empty()), "{nothing}");
    }
    assert!(report["ffmpeg"]["libraries"][0].as_str().unwrap().starts_with("libav"));

    let text = room.run(&["doctor"]).stdout;
    let simd = report["simd"].as_str().unwrap();
    assert!(text.contains(&format!("SIMD level {simd}")), "{text}");
}
