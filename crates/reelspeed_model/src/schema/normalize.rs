use serde_json::{Map, Value, json};

use super::limits::MARK;

type Object = Map<String, Value>;

const DEFS: &str = "$defs";

/// Brings a derived schema into the form that the parent module describes.
pub(super) fn normalize(root: &mut Value) {
    let mut defs = root.as_object_mut().and_then(|o| o.remove(DEFS)).and_then(into_object).unwrap_or_default();
    rename_generics(root, &mut defs);
    for_each(root, &mut defs, &mut drop_null);
    hoist_tagged(&mut defs);
    let kinds = defs.clone();
    for_each(root, &mut defs, &mut |schema| place_limits(schema, &kinds));
    for_each(root, &mut defs, &mut close);
    for_each(root, &mut defs, &mut tidy);
    defs.sort_keys();
    if let Some(root) = root.as_object_mut()
        && !defs.is_empty()
    {
        root.insert(DEFS.into(), Value::Object(defs));
    }
}

fn into_object(value: Value) -> Option<Object> {
    match value {
        Value::Object(o) => Some(o),
        _ => None,
    }
}

/// Calls `f` on every schema in the document, children first.
fn for_each(root: &mut Value, defs: &mut Object, f: &mut impl FnMut(&mut Object)) {
    visit(root, f);
    defs.values_mut().for_each(|d| visit(d, f));
}

fn visit(schema: &mut Value, f: &mut impl FnMut(&mut Object)) {
    let Some(schema) = schema.as_object_mut() else { return };
    for key in ["anyOf", "oneOf"] {
        if let Some(list) = schema.get_mut(key).and_then(Value::as_array_mut) {
            list.iter_mut().for_each(|s| visit(s, f));
        }
    }
    if let Some(items) = schema.get_mut("items") {
        visit(items, f);
    }
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.values_mut().for_each(|s| visit(s, f));
    }
    f(schema);
}

/// `Animated_Array_size_2_of_double` says less than `AnimatedVec2`.
fn rename_generics(root: &mut Value, defs: &mut Object) {
    let readable = |name: &str| {
        let (kind, of) = name.split_once('_')?;
        let of = match of {
            "double" => "Number",
            "Array_size_2_of_double" => "Vec2",
            other => other,
        };
        Some(format!("{kind}{of}"))
    };
    for_each(root, defs, &mut |schema| {
        if let Some(Value::String(target)) = schema.get_mut("$ref")
            && let Some(name) = target.strip_prefix("#/$defs/").and_then(readable)
        {
            *target = format!("#/$defs/{name}");
        }
    });
    let renamed = std::mem::take(defs).into_iter();
    *defs = renamed.map(|(name, schema)| (readable(&name).unwrap_or(name), schema)).collect();
}

/// A field that may be left out is left out; `null` is not another way to say it.
fn drop_null(schema: &mut Object) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|t| t != "null");
        if let [one] = types.as_slice() {
            let one = one.clone();
            schema.insert("type".into(), one);
        }
    }
    let is_null = |s: &Value| s.get("type").is_some_and(|t| t == "null");
    if let Some(Value::Array(options)) = schema.get_mut("anyOf")
        && options.iter().any(is_null)
    {
        options.retain(|s| !is_null(s));
        if options.len() == 1
            && let Some(one) = options.pop().and_then(into_object)
        {
            schema.remove("anyOf");
            for (key, value) in one {
                schema.entry(key).or_insert(value);
            }
        }
    }
}

/// Makes each variant of a union that is told apart by a tag a definition of its own, with the tag in it.
fn hoist_tagged(defs: &mut Object) {
    for name in defs.keys().cloned().collect::<Vec<_>>() {
        let Some(union) = defs.get(&name).and_then(Value::as_object) else { continue };
        let Some(Value::Array(variants)) = union.get("oneOf") else { continue };
        if !variants.iter().all(|v| tag_of(v).is_some()) {
            continue;
        }
        let mut union = union.clone();
        let variants = variants.clone();
        // Fields beside the union (a flattened enum) belong to every variant.
        let shared = union.remove("properties").and_then(into_object).unwrap_or_default();
        let shared_required = union.remove("required");
        union.remove("type");
        let mut options = Vec::new();
        for variant in variants {
            let Some((tag, value)) = tag_of(&variant) else { continue };
            let Some(mut variant) = into_object(variant) else { continue };
            let target = match variant.remove("$ref").as_ref().and_then(Value::as_str) {
                Some(target) => target.trim_start_matches("#/$defs/").to_owned(),
                None => format!("{}{}{name}", value[..1].to_uppercase(), &value[1..]),
            };
            let mut merged = defs.get(&target).and_then(Value::as_object).cloned().unwrap_or_default();
            if !merged.contains_key("description")
                && let Some(text) = variant.get("description")
            {
                merged.insert("description".into(), text.clone());
            }
            let mut properties = Object::new();
            properties.insert(tag.clone(), json!({ "const": value, "description": "Which kind this is." }));
            let own = [merged.remove("properties"), variant.remove("properties")];
            for (key, schema) in own.into_iter().flatten().filter_map(into_object).flatten().chain(shared.clone()) {
                properties.entry(key).or_insert(schema);
            }
            let mut required = vec![json!(tag)];
            let lists = [merged.remove("required"), variant.remove("required"), shared_required.clone()];
            for key in lists.into_iter().flatten().filter_map(|l| l.as_array().cloned()).flatten() {
                if !required.contains(&key) {
                    required.push(key);
                }
            }
            merged.insert("type".into(), json!("object"));
            merged.insert("properties".into(), Value::Object(properties));
            merged.insert("required".into(), Value::Array(required));
            defs.insert(target.clone(), Value::Object(merged));
            options.push(json!({ "$ref": format!("#/$defs/{target}") }));
        }
        union.insert("oneOf".into(), Value::Array(options));
        defs.insert(name, Value::Object(union));
    }
}

/// The tag of a variant and its value: the property that must have one constant value.
fn tag_of(variant: &Value) -> Option<(String, String)> {
    let properties = variant.get("properties")?.as_object()?;
    properties.iter().find_map(|(name, schema)| Some((name.clone(), schema.get("const")?.as_str()?.to_owned())))
}

/// Turns the mark of a field into the keywords that check it, wherever in the value the numbers are.
fn place_limits(schema: &mut Object, defs: &Object) {
    let Some(limits) = schema.remove(MARK).and_then(into_object) else { return };
    let mut found = Kinds::default();
    found.look(schema, defs);
    if found.numbers {
        // The bounds of the integer type give way to those of the field.
        schema.remove("minimum");
        schema.remove("maximum");
        schema.extend(limits.clone());
    }
    if found.arrays {
        let items = schema.entry("items").or_insert_with(|| json!({}));
        if let Some(items) = items.as_object_mut() {
            items.remove("minimum");
            items.remove("maximum");
            items.extend(limits.clone());
        }
    }
    if found.keyframes {
        let mut value = if found.numbers { limits.clone() } else { Object::new() };
        if found.arrays {
            value.insert("items".into(), Value::Object(limits));
        }
        let item = json!({ "properties": { "value": value } });
        schema.insert("properties".into(), json!({ "keyframes": { "items": item } }));
    }
}

/// What a value may be made of.
#[derive(Default)]
struct Kinds {
    numbers: bool,
    arrays: bool,
    keyframes: bool,
}

impl Kinds {
    fn look(&mut self, schema: &Object, defs: &Object) {
        match schema.get("type").and_then(Value::as_str) {
            Some("number" | "integer") => self.numbers = true,
            Some("array") => self.arrays = true,
            Some("object") => self.keyframes = true,
            _ => {}
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|t| t.strip_prefix("#/$defs/"))
            && let Some(target) = defs.get(target).and_then(Value::as_object)
        {
            self.look(target, defs);
        }
        for option in schema.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
            if let Some(option) = option.as_object() {
                self.look(option, defs);
            }
        }
    }
}

/// Refuses unknown properties.
fn close(schema: &mut Object) {
    if schema.get("type").is_some_and(|t| t == "object") {
        schema.insert("additionalProperties".into(), json!(false));
    }
}

/// Takes out what only says how Rust holds a number, and line breaks that only fit the source into its width; puts the
/// keywords in an order that reads well.
fn tidy(schema: &mut Object) {
    const ORDER: [&str; 24] = [
        "$schema",
        "title",
        "description",
        "$ref",
        "type",
        "const",
        "enum",
        "format",
        "minimum",
        "exclusiveMinimum",
        "maximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "default",
        "anyOf",
        "oneOf",
        "items",
        "properties",
        "required",
        "additionalProperties",
        "$defs",
    ];
    if schema.get("format").is_some_and(|f| f != "color") {
        schema.remove("format");
    }
    if schema.contains_key("const") || schema.contains_key("enum") {
        schema.remove("minimum");
    }
    if let Some(Value::String(text)) = schema.get_mut("description") {
        let paragraphs = text.split("\n\n").map(|p| p.split('\n').collect::<Vec<_>>().join(" "));
        *text = paragraphs.collect::<Vec<_>>().join("\n\n");
    }
    let mut entries: Vec<_> = std::mem::take(schema).into_iter().collect();
    entries.sort_by_key(|(key, _)| ORDER.iter().position(|k| k == key).unwrap_or(ORDER.len()));
    schema.extend(entries);
}
