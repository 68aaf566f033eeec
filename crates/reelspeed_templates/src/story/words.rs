use reelspeed_model::{Composition, DocumentErrors, Issue};

/// Faults of a composition that was made of a story: layers and tracks are named after the fields that they come from.
pub fn in_words_of_the_story(errors: DocumentErrors, composition: &Composition) -> DocumentErrors {
    let mut names: Vec<(String, &str)> = Vec::new();
    composition.for_each_layer(|path, layer| {
        names.extend(layer.common().id.as_deref().map(|id| (path.to_owned(), id)));
    });
    for (i, track) in composition.audio.iter().enumerate() {
        names.extend(track.id.as_deref().map(|id| (format!("audio[{i}]"), id)));
    }
    let omitted = errors.omitted;
    let mut told: Vec<Issue> = Vec::new();
    for mut issue in errors.into_issues() {
        // The innermost layer that has a name.
        let below = |(path, _): &&(String, &str)| {
            issue.path.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        if let Some((_, id)) = names.iter().filter(below).max_by_key(|(path, _)| path.len()) {
            // What is typed before a message is the message's text too.
            issue.path =
                id.strip_suffix(".typed").map_or_else(|| (*id).to_owned(), |message| format!("{message}.text"));
        }
        if !told.contains(&issue) {
            told.push(issue);
        }
    }
    let mut errors = DocumentErrors::new(told);
    errors.omitted = omitted;
    errors
}
