//! The JSON schema of a model.

use super::model::Model;

/// The JSON schema (draft 2020-12) of a [`Model`]'s document: what [`Model::from_json`] reads, as far as a schema can tell
/// it. It is derived from the same types that read the document, so that neither can have a field without the other.
///
/// ```
/// let schema = backoffice::scheduling::model_schema();
/// assert!(schema.contains("\"https://json-schema.org/draft/2020-12/schema\""));
/// ```
pub fn model_schema() -> String {
    format!("{:#}", schemars::schema_for!(Model).to_value())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// Calls `look` with every schema of an object that names its fields.
    fn objects(value: &Value, look: &mut impl FnMut(&Value)) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| objects(item, look)),
            Value::Object(fields) => {
                if fields.contains_key("properties") {
                    look(value);
                }
                fields.values().for_each(|field| objects(field, look));
            }
            _ => {}
        }
    }

    #[test]
    fn no_object_of_the_schema_takes_a_field_that_it_does_not_name() {
        let schema: Value = serde_json::from_str(&model_schema()).unwrap();
        let mut count = 0;
        objects(&schema, &mut |object| {
            count += 1;
            assert_eq!(object["additionalProperties"], false, "{object:#}");
            for (name, field) in object["properties"].as_object().unwrap() {
                let told =
                    ["type", "$ref", "anyOf", "oneOf", "allOf"].iter().any(|key| field.get(key).is_some());
                assert!(told, "{name} may be anything: {field:#}");
            }
        });
        assert!(count > 30, "{count}");
        let fields: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
        let model =
            serde_json::to_value(Model::new(crate::calendar::Period::week(2026, 14).unwrap())).unwrap();
        for field in model.as_object().unwrap().keys() {
            assert!(fields.contains(&field), "{field}");
        }
        assert_eq!(schema["required"], serde_json::json!(["period"]));
    }
}
