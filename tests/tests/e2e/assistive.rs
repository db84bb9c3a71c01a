//! What assistive technology sees and does on the desktop of a world (AT-SPI): the only way into a window that no driver
//! knows.

use std::{ffi::OsStr, time::Duration};

use serde::{Serialize, de::DeserializeOwned};
use zbus::{
    Connection,
    connection::Builder,
    zvariant::{DynamicType, OwnedObjectPath, OwnedValue, Type},
};

use crate::waiting::{SEEN_WITHIN, look_until};

const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";
const ACTION: &str = "org.a11y.atspi.Action";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
/// Who knows all programs on the desktop.
const REGISTRY: (&str, &str) = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root");
/// A program that is just starting or ending does not answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);

/// What buttons are, as a number: the processes that draw pages know no other name for it.
const PUSH_BUTTON: u32 = 43;

/// Something on the screen: the program it belongs to and its path there.
type Accessible = (String, OwnedObjectPath);

#[derive(Debug)]
struct Thing {
    accessible: Accessible,
    role: u32,
    name: String,
}

/// A screen reader, as it were.
pub(crate) struct AssistiveTechnology(Connection);

impl AssistiveTechnology {
    /// Joins the desktop with this message bus.
    pub(crate) async fn join(message_bus: &OsStr) -> Self {
        let message_bus = message_bus.to_str().expect("an address is text");
        let desktop = Builder::address(message_bus).unwrap().build().await.unwrap();
        let reply = desktop.call_method(Some("org.a11y.Bus"), "/org/a11y/bus", Some("org.a11y.Bus"), "GetAddress", &());
        let address: String = reply.await.expect("at-spi2-core is installed").body().deserialize().unwrap();
        let builder = Builder::address(address.as_str()).unwrap().method_timeout(ANSWERS_WITHIN);
        Self(builder.build().await.unwrap())
    }

    /// Presses the button with this name, as soon as it is on the screen.
    pub(crate) async fn press(&self, name: &str) {
        let pressed = look_until(SEEN_WITHIN, async || -> zbus::Result<_> {
            let mut everything = self.walk().await?.into_iter();
            let button = everything.find(|thing| thing.role == PUSH_BUTTON && thing.name == name);
            let Some(button) = button else { return Ok(None) };
            let done: bool = self.ask(&button.accessible, ACTION, "DoAction", &0_i32).await?;
            Ok(done.then_some(()))
        });
        if let Err(reason) = pressed.await {
            let everything = self.walk().await.unwrap_or_default();
            panic!("waited {SEEN_WITHIN:?} for the button {name:?}{reason}\nThere is: {everything:#?}");
        }
    }

    /// Everything on the desktop, as its program shows it.
    async fn walk(&self) -> zbus::Result<Vec<Thing>> {
        let registry = OwnedObjectPath::try_from(REGISTRY.1)?;
        let mut to_visit = vec![(REGISTRY.0.to_owned(), registry)];
        let mut seen = Vec::new();
        while let Some(accessible) = to_visit.pop() {
            // What goes while it is looked at has neither children nor a name any more. All children at once would leave
            // out what is drawn by another process, as pages are.
            let children: i32 = self.property(&accessible, "ChildCount").await.unwrap_or_default();
            for index in 0..children {
                to_visit.extend(self.ask::<Accessible>(&accessible, ACCESSIBLE, "GetChildAtIndex", &index).await.ok());
            }
            let role = self.ask(&accessible, ACCESSIBLE, "GetRole", &()).await.unwrap_or_default();
            let name = self.property(&accessible, "Name").await.unwrap_or_default();
            seen.push(Thing { accessible, role, name });
        }
        Ok(seen)
    }

    async fn property<T>(&self, of: &Accessible, name: &str) -> zbus::Result<T>
    where
        T: TryFrom<OwnedValue>,
        zbus::Error: From<T::Error>,
    {
        let value: OwnedValue = self.ask(of, PROPERTIES, "Get", &(ACCESSIBLE, name)).await?;
        Ok(T::try_from(value)?)
    }

    async fn ask<T>(
        &self,
        (program, path): &Accessible,
        interface: &str,
        method: &str,
        arguments: &(impl Serialize + DynamicType),
    ) -> zbus::Result<T>
    where
        T: DeserializeOwned + Type,
    {
        let reply = self.0.call_method(Some(program.as_str()), path, Some(interface), method, arguments).await?;
        reply.body().deserialize()
    }
}
