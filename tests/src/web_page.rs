//! What a browser needs to know of a page: its form.

/// A form as it would be submitted.
#[derive(Debug, PartialEq, Eq)]
pub struct Form {
    /// Where it goes; none for the page's own address.
    pub action: Option<String>,
    /// The fields that are filled in, with what stands in them.
    pub fields: Vec<(String, String)>,
    /// Whether a person chooses between buttons.
    pub asks_person: bool,
}

/// The first form of a page; none where there is none.
pub fn form_of(page: &str) -> Option<Form> {
    let start = page.find("<form")?;
    let form = page[start..].split("</form>").next()?;
    let head = form.split('>').next()?;
    let fields = form.split("<input").skip(1).filter_map(|input| {
        let input = input.split('>').next()?;
        Some((attribute(input, "name")?, attribute(input, "value").unwrap_or_default()))
    });
    Some(Form {
        action: attribute(head, "action"),
        fields: fields.collect(),
        asks_person: form.contains("name=\"decision\""),
    })
}

/// The value of an attribute that stands in quotes.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    Some(entities.into_iter().fold(value.to_owned(), |text, (entity, letter)| text.replace(entity, letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_with_its_fields_and_where_it_goes() {
        let page = r#"<form method="post" action="http://a/?b&amp;c"><input name="user" value="&lt;x&gt;"></form>"#;
        let form = form_of(page).unwrap();
        assert_eq!(form.action.as_deref(), Some("http://a/?b&c"));
        assert_eq!(form.fields, [("user".to_owned(), "<x>".to_owned())]);
        assert!(!form.asks_person);
        assert_eq!(form_of("<p>nothing to fill in"), None);
    }
}
