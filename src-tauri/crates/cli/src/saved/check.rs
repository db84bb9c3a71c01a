//! A look at the way of a saved connection.

use dialkey_core::domain::check::CheckReport;

use super::opened::{Opened, World};
use crate::{
    arguments::{CheckArguments, SignInOptions},
    failure::Failure,
    interrupting::run_flow,
    stop::StopRequests,
};

pub(crate) async fn check(name: &str, arguments: &CheckArguments) -> Result<CheckReport, Failure> {
    let mut stop = StopRequests::listen()?;
    let opened = Opened::open(&arguments.unlocking, &mut stop).await?;
    let record = opened.find(name)?;
    let world = World::new(&SignInOptions::default(), false);
    let (desk, id) = (opened.desk(), &record.connection.id);
    let checking = desk.check(id, world.outside(), &|_| ());
    run_flow(checking, &world.capture, &mut stop, "What is saved is as it was.").await
}
