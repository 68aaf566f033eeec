//! x
use reelspeed_model::Composition;
#[test]
fn x() {
    for line in std::fs::read_to_string("/tmp/cases.txt").unwrap().lines() {
        let base = r#"{"version":1,"width":1080,"height":1920,"duration":5,"#;
        let text = if let Some(d) = line.strip_prefix("D {") {
            format!("{base}{d}")
        } else if let Some(l) = line.strip_prefix("L ") {
            format!("{base}\"layers\":[{l}]}}")
        } else {
            line.to_owned()
        };
        println!("> {line}");
        match Composition::from_json(&text) {
            Ok(_) => println!("   OK"),
            Err(e) => println!("{e}"),
        }
    }
    let text = include_str!("every_feature.json");
    match Composition::from_json(text) {
        Ok(c) => {
            c.validate().unwrap();
            let again = Composition::from_json(&c.to_json()).unwrap();
            assert_eq!(c, again);
        }
        Err(e) => panic!("{e}"),
    }
}
