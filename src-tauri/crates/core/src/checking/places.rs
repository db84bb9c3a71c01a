//! Where a connection's requests go, each host and port once.

use url::Url;

use crate::{
    domain::{diagnosis::CauseAction, field::Field, route::place_of, template::Template},
    filling::Filled,
    inspecting::base_url::AddressProblem,
};

/// One host and port, or an address that cannot be understood.
pub(super) struct Place<'a> {
    /// Host and port: "pbx.example.com:443"; none where the address cannot be understood.
    pub(super) name: Option<String>,
    /// The first of its addresses.
    pub(super) address: Result<Url, AddressProblem>,
    /// Whether tokens are handed out there.
    pub(super) is_service: bool,
    /// The field that holds the address.
    field: Option<&'a Field>,
}

impl<'a> Place<'a> {
    fn of_template(filled: &Filled<'a>, template: &Template, is_service: bool) -> Self {
        let field = template.first_name().and_then(|key| filled.recipe.field(filled.way, key));
        let address = filled.address(template);
        Self { name: address.as_ref().ok().and_then(place_of), address, is_service, field }
    }

    /// The place of an address of the connection.
    pub(super) fn of_url(filled: &Filled<'a>, url: &Url) -> Self {
        let is_there =
            |template: &&Template| filled.address(template).is_ok_and(|other| place_of(&other) == place_of(url));
        let field = filled.templates().find(is_there).and_then(Template::first_name);
        Self {
            name: place_of(url),
            address: Ok(url.clone()),
            is_service: false,
            field: field.and_then(|key| filled.recipe.field(filled.way, key)),
        }
    }

    /// Leads to the field that holds the address.
    pub(super) fn edit(&self) -> Option<CauseAction> {
        self.field.map(|field| CauseAction::EditField { field: field.key.clone(), label: field.label.clone() })
    }

    /// What was typed into the field that holds the address.
    pub(super) fn typed<'b>(&self, filled: &Filled<'b>) -> &'b str {
        self.field.map_or("", |field| filled.text(&field.key))
    }
}

/// Every place, in the order it is needed. Where a way asks nobody, the place of its test call.
pub(super) fn places_of<'a>(filled: &Filled<'a>) -> Vec<Place<'a>> {
    let main = filled.way.token_url.as_ref().or_else(|| filled.way.call.first().map(|call| &call.url));
    let templates: Vec<&Template> = match filled.main_address() {
        Some(_) => filled.templates().collect(),
        None => filled.recipe.test_calls(filled.way).map(|call| &call.url).take(1).collect(),
    };
    let mut places: Vec<Place<'a>> = Vec::new();
    for template in templates {
        let place = Place::of_template(filled, template, main == Some(template));
        let is_left_empty =
            place.address == Err(AddressProblem::Empty) && place.field.is_some_and(|field| field.optional);
        let is_known = places.iter().any(|known| match (&known.name, &place.name) {
            (Some(known), Some(name)) => known == name,
            (None, None) => known.field == place.field,
            _ => false,
        });
        if !is_left_empty && !is_known {
            places.push(place);
        }
    }
    places
}
