//! Whether the server is well.

use super::Handlers;
use crate::{
    api::{
        models::Health,
        operations::{GetLivenessProblem, GetLivenessResponse, GetReadinessProblem, GetReadinessResponse, HealthApi},
    },
    contract::{Client, Json, problem::Failure},
    storage::Repository,
};

fn ok() -> Health {
    Health { status: "ok".to_owned() }
}

impl HealthApi for Handlers {
    async fn get_liveness(&self, _: Client) -> Result<GetLivenessResponse, GetLivenessProblem> {
        Ok(GetLivenessResponse::Ok { body: Json::of(ok()) })
    }

    async fn get_readiness(&self, _: Client) -> Result<GetReadinessResponse, GetReadinessProblem> {
        self.0.storage.check().await.map_err(Failure::from)?;
        Ok(GetReadinessResponse::Ok { body: Json::of(ok()) })
    }
}
