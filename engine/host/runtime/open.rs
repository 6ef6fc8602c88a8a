//! The start of a case, and the keys that name it.

use super::Inner;
use super::case::{Held, body_hash};
use super::decide::{Sent, TOO_LONG, repeat};
use super::draft::{Base, Noted, reply};
use super::keys::{Lead, is_free};
use super::request::{Asked, Failure, Reply, Request};
use docket_core::definition::{Definition, Key};
use docket_core::instance::{CaseId, Cause, Data, Input};
use docket_core::model::event::Taken;
use docket_core::step::chain::{self, Numbers};
use docket_core::step::{self, Need, RefusalCode, Stop};

/// Where a start leads.
enum Place {
    /// To a case of its own.
    Free(CaseId),
    /// To the case that holds the key.
    Held(Box<Held>, Key),
    /// To a case that another one is just starting.
    Coming,
    /// It was answered before.
    Answered(Reply),
}

impl Inner {
    pub async fn start(&self, request: Request, workflow: &str, data: Data) -> Result<Reply, Failure> {
        let what = serde_json::json!({"kind": "start", "workflow": workflow, "data": data});
        self.start_asked(Asked::new(request, what)?, workflow, data).await
    }

    pub async fn start_asked(&self, mut asked: Asked, workflow: &str, data: Data) -> Result<Reply, Failure> {
        let mut numbers = Numbers::new();
        for round in 0..self.limits.attempts {
            self.breathe(round).await;
            asked.through = None;
            let at = self.store.now().await?;
            let occurred_at = asked.request.occurred_at.unwrap_or(at);
            let Some(definition) = self.version_at(workflow, occurred_at).await? else {
                return Err(Failure::refused(RefusalCode::UnknownWorkflow, &[("workflow", workflow)]));
            };
            let began = match self.place(&definition, &asked, &data).await? {
                Place::Answered(reply) => Some(reply),
                Place::Free(id) => self.begin(&definition, id, &asked, &data, &mut numbers).await?,
                Place::Held(held, key) => self.taken(&definition, &held, &key, &mut asked, &data).await?,
                Place::Coming => None,
            };
            if let Some(reply) = began {
                return Ok(reply);
            }
        }
        Err(Failure::Unavailable(format!("too many others start `{workflow}` with this key")))
    }

    /// Finds out whether the key is free.
    async fn place(&self, definition: &Definition, asked: &Asked, data: &Data) -> Result<Place, Failure> {
        for generation in 0..self.limits.generations {
            let Some((key, id)) = step::keyed(&self.ids, definition, data, generation) else {
                return Ok(Place::Free(self.requested(definition, asked)));
            };
            let held = match self.lead(&id).await? {
                Lead::Nowhere => return Ok(Place::Free(id)),
                Lead::Coming(_) => return Ok(Place::Coming),
                Lead::To(held) => held,
            };
            let body = body_hash(&held.definition, held.sealer.as_ref(), asked)?;
            if let Some(reply) = self.answered(&held.instance.id, asked, &body).await? {
                return Ok(Place::Answered(reply));
            }
            if !is_free(definition, key, &held) {
                return Ok(Place::Held(held, key.clone()));
            }
        }
        Err(Failure::Fault(format!("the key was free more than {} times", self.limits.generations)))
    }

    /// Begins a case. Absent: somebody else was first.
    async fn begin(
        &self,
        definition: &Definition,
        id: CaseId,
        asked: &Asked,
        data: &Data,
        numbers: &mut Numbers,
    ) -> Result<Option<Reply>, Failure> {
        let _gate = self.gate(&id).await;
        let loaded = self.fresh().await?;
        let world = &loaded.rules.world;
        let at = self.store.now().await?;
        let sealer = self.sealer_of(&id, definition).await?;
        let body = body_hash(definition, sealer.as_ref(), asked)?;
        let input = asked.input(at, Cause::Start { data: data.clone(), parent: None });
        let chain = self
            .with_needs(numbers, |numbers, options| {
                chain::begin(definition, id.clone(), input.clone(), world, numbers, options)
            })
            .await?;
        let last = chain.instance().cloned();
        let failure = match (chain.outcome, last) {
            (Ok(_), Some(last)) => {
                let reply = reply(definition, &last, "accepted", at);
                let base = Base { id: &id, definition, sealer: sealer.as_ref(), world, held: None };
                let mut commit = base.commit(chain.links.into_iter().map(Noted::from).collect())?;
                commit.events.push(asked.event_id(&body, &reply));
                commit.listed = asked.listed_row(&id, definition, sealer.as_ref())?;
                return match self.commit_asked(commit, asked).await? {
                    Sent::Done => Ok(Some(reply)),
                    Sent::Repeated(answer) => repeat(answer, &body).map(Some),
                    // The case is there now: either this request was answered, or the key is taken.
                    Sent::Again => self.answered(&id, asked, &body).await,
                };
            }
            (Err(Stop::Refused(refusal)), _) => Failure::Refused(refusal),
            (Err(stop), _) => {
                tracing::error!(workflow = definition.name, why = %stop, "a start failed");
                Failure::Fault(stop.to_string())
            }
            (Ok(_), None) => Failure::Broken("a start made no case".to_owned()),
        };
        self.answered(&id, asked, &body).await?.map_or(Err(failure), |reply| Ok(Some(reply)))
    }

    /// What the declaration says of a start whose key is taken. Absent: the holder has changed meanwhile.
    async fn taken(
        &self,
        definition: &Definition,
        held: &Held,
        key: &Key,
        asked: &mut Asked,
        data: &Data,
    ) -> Result<Option<Reply>, Failure> {
        let id = &held.instance.id;
        if key.taken == Taken::Refuse {
            return Err(Failure::refused(RefusalCode::KeyTaken, &[("case", id.as_str())]));
        }
        // It is judged as a start first: who may not start a case may not raise anything either.
        self.rehearse(definition, asked, data).await?;
        if let (Taken::Raise, Some(event)) = (key.taken, &key.event) {
            asked.through = Some(self.requested(definition, asked));
            let (name, data) = (event.clone(), data.clone());
            let cause = Cause::Event { name, data, task: None, region: None };
            return self.take_asked(asked, id, &cause).await.map(Some);
        }
        // Kept under the id, so that the same request is answered the same when the key is free again.
        let loaded = self.fresh().await?;
        let body = body_hash(&held.definition, held.sealer.as_ref(), asked)?;
        let reply = reply(&held.definition, &held.instance, "exists", held.instance.at);
        let mut commit = Base::of(held, &loaded.rules.world).commit(Vec::new())?;
        commit.events.push(asked.event_id(&body, &reply));
        commit.listed = asked.listed_row(id, &held.definition, held.sealer.as_ref())?;
        match self.commit_asked(commit, asked).await? {
            Sent::Done => Ok(Some(reply)),
            Sent::Again => Ok(None),
            Sent::Repeated(answer) => repeat(answer, &body).map(Some),
        }
    }

    /// Tries a start as it would be now, without keeping anything of it.
    pub(super) async fn rehearse_start(
        &self,
        asked: &Asked,
        workflow: &str,
        data: &Data,
    ) -> Result<(), Failure> {
        let at = self.store.now().await?;
        let Some(definition) = self.version_at(workflow, at).await? else {
            return Err(Failure::refused(RefusalCode::UnknownWorkflow, &[("workflow", workflow)]));
        };
        match self.place(&definition, asked, data).await? {
            Place::Answered(_) => Ok(()),
            Place::Held(held, key) if key.taken == Taken::Refuse => {
                let case = held.instance.id.as_str();
                Err(Failure::refused(RefusalCode::KeyTaken, &[("case", case)]))
            }
            Place::Coming => Err(Failure::Unavailable(format!("a case of `{workflow}` is being started"))),
            Place::Free(_) | Place::Held(..) => self.rehearse(&definition, asked, data).await,
        }
    }

    /// Tries a start from outside without keeping anything of it; its numbers are made up.
    async fn rehearse(&self, definition: &Definition, asked: &Asked, data: &Data) -> Result<(), Failure> {
        let at = self.store.now().await?;
        let input = asked.input(at, Cause::Start { data: data.clone(), parent: None });
        self.rehearse_begin(definition, &self.requested(definition, asked), input).await
    }

    /// Tries the first input of a case without keeping anything of it; its numbers are made up.
    pub(super) async fn rehearse_begin(
        &self,
        definition: &Definition,
        id: &CaseId,
        mut input: Input,
    ) -> Result<(), Failure> {
        let loaded = self.fresh().await?;
        let (mut rows, mut drawn) = (None, 0);
        while drawn < self.limits.numbers {
            let world = &loaded.rules.world;
            let stop = self.stop();
            let options =
                step::Options { stop: Some(&stop), rows: rows.as_ref(), ..step::Options::default() };
            match step::start(definition, id.clone(), &input, world, options) {
                Ok(_) => return Ok(()),
                Err(Stop::Needs(Need::Number(scope))) => {
                    input.numbers.entry(scope).or_default().push(1);
                    drawn += 1;
                }
                Err(Stop::Needs(Need::Rows(workflows))) => rows = Some(self.snapshot(&workflows).await?),
                Err(Stop::Refused(refusal)) => return Err(Failure::Refused(refusal)),
                Err(Stop::Aborted) => return Err(Failure::Unavailable(TOO_LONG.to_owned())),
                Err(stop) => return Err(Failure::Fault(stop.to_string())),
            }
        }
        Err(Failure::Fault(format!("more than {} numbers for one input", self.limits.numbers)))
    }

    /// The case that a start without a key makes.
    fn requested(&self, definition: &Definition, asked: &Asked) -> CaseId {
        CaseId::requested(&self.ids, &definition.name, &asked.source.key(), &asked.id)
    }
}
