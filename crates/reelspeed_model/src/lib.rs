//! The composition document: types, validation, generated schema.
