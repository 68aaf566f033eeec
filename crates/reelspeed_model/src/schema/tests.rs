use serde_json::Value;

use super::composition;

/// Calls `f` with every schema of the document and a name for it.
fn for_each(f: &mut impl FnMut(&str, &Value)) {
    fn visit(name: &str, schema: &Value, f: &mut impl FnMut(&str, &Value)) {
        f(name, schema);
        for key in ["anyOf", "oneOf"] {
            for (i, option) in schema.get(key).and_then(Value::as_array).into_iter().flatten().enumerate() {
                visit(&format!("{name}|{i}"), option, f);
            }
        }
        if let Some(items) = schema.get("items") {
            visit(&format!("{name}[]"), items, f);
        }
        // Beside a reference there are only the limits of what it refers to.
        let own = schema.get("$ref").is_none().then(|| schema.get("properties")).flatten();
        for (key, field) in own.and_then(Value::as_object).into_iter().flatten() {
            visit(&format!("{name}.{key}"), field, f);
        }
    }
    visit("Composition", composition(), f);
    for (name, def) in composition()["$defs"].as_object().unwrap() {
        visit(name, def, f);
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_type_is_used() {
    let defs = composition()["$defs"].as_object().unwrap();
    let mut used = Vec::new();
    for_each(&mut |name, schema| {
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let target = target.strip_prefix("#/$defs/").unwrap();
            assert!(defs.contains_key(target), "{name}: {target}");
            used.push(target.to_owned());
        }
    });
    for def in defs.keys() {
        assert!(used.contains(def), "{def}");
    }
}

#[test]
fn every_object_is_closed_and_says_what_its_fields_are() {
    let mut objects = 0;
    for_each(&mut |name, schema| {
        if schema.get("type").is_some_and(|t| t == "object") {
            objects += 1;
            assert_eq!(schema["additionalProperties"], false, "{name}");
            for (key, field) in schema["properties"].as_object().unwrap() {
                let described = field.get("description").is_some() || name.contains('|');
                assert!(described, "{name}.{key}");
            }
        }
        assert_ne!(schema.get("type"), Some(&Value::from("null")), "{name}");
        assert!(!schema.get("type").is_some_and(Value::is_array), "{name}");
        assert!(schema.get(super::limits::MARK).is_none(), "{name}");
    });
    assert!(objects > 40, "{objects}");
}

#[test]
fn every_field_that_holds_numbers_has_limits() {
    // Where a type is used with different limits, they stand at its uses.
    let elsewhere =
        ["AnimatedNumber|0", "AnimatedVec2|0[]", "Scale|0", "Scale|1[]", "CornerRadii|0", "CornerRadii|1[]"];
    // A keyframe may lie anywhere; the points of a curve have limits of their own by place.
    let free = [
        "KeyframeNumber.time",
        "KeyframeVec2.time",
        "KeyframeScale.time",
        "KeyframeCornerRadii.time",
        "EasingFunction|0.cubicBezier[]",
    ];
    let values = ["KeyframeNumber.value", "KeyframeVec2.value[]"];
    let exempt = [&elsewhere[..], &free[..], &values[..]].concat();
    for_each(&mut |name, schema| {
        let is_number = schema.get("type").is_some_and(|t| t == "number" || t == "integer");
        let has = |key: &str| schema.get(key).is_some();
        if is_number && !exempt.contains(&name) {
            let limited = has("minimum") || has("exclusiveMinimum") || has("const") || has("enum");
            assert!(limited, "{name}");
        }
        let target = schema.get("$ref").and_then(Value::as_str).unwrap_or_default();
        if target.starts_with("#/$defs/Animated") {
            assert!(has("minimum") || has("exclusiveMinimum") || has("items"), "{name}");
        }
    });
}

#[test]
fn limits_of_an_animated_field_bind_its_keyframes_too() {
    let volume = &composition()["$defs"]["VideoLayer"]["properties"]["volume"];
    assert_eq!(volume["maximum"], 10);
    let value = &volume["properties"]["keyframes"]["items"]["properties"]["value"];
    assert_eq!((&value["minimum"], &value["maximum"]), (&Value::from(0), &Value::from(10)));
}

#[test]
fn variants_hold_their_tag() {
    let video = &composition()["$defs"]["VideoLayer"];
    assert_eq!(video["properties"]["type"]["const"], "video");
    assert_eq!(video["required"], serde_json::json!(["type", "src"]));
}
