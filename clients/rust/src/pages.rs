//! All customers that a query finds, page by page.

use futures_util::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};

use crate::{
    Customary, Error,
    models::{Customer, TotalMode},
    operations::FetchCustomersQuery,
};

/// How [`Customary::iterate_customers`] goes from page to page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// By cursor: nothing is skipped or comes twice while others create and delete customers.
    #[default]
    Cursor,
    /// By the number of the page.
    Page,
}

impl Customary {
    /// All customers that a query finds, from its page or cursor on, or from the first one. A page is fetched when its first customer is asked for.
    /// The stream ends after an error.
    ///
    /// ```no_run
    /// use customary_client::{By, TryStreamExt, models::CustomerSort, operations::FetchCustomersQuery};
    ///
    /// # async fn names(client: &customary_client::Customary) -> Result<(), customary_client::Error> {
    /// let query = FetchCustomersQuery { sort: Some(CustomerSort::Name), ..FetchCustomersQuery::default() };
    /// let mut customers = client.iterate_customers(query, By::Cursor);
    /// while let Some(customer) = customers.try_next().await? {
    ///     println!("{}", customer.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn iterate_customers(&self, query: FetchCustomersQuery, by: By) -> BoxStream<'static, Result<Customer, Error>> {
        // Nobody sees the total, and the server need not count.
        let query = FetchCustomersQuery { total: query.total.or(Some(TotalMode::None)), ..query };
        let client = self.clone();
        stream::try_unfold(Some(query), move |query| {
            let client = client.clone();
            async move {
                let Some(query) = query else { return Ok(None) };
                let page = client.customers().fetch_customers(&query).await?;
                let next = page.next_cursor.map(|cursor| following(query, cursor, by));
                Ok::<_, Error>(Some((stream::iter(page.items).map(Ok), next)))
            }
        })
        .try_flatten()
        .boxed()
    }
}

/// The query for the page after the one that a query was for.
fn following(query: FetchCustomersQuery, cursor: String, by: By) -> FetchCustomersQuery {
    match by {
        By::Cursor => FetchCustomersQuery { page: None, cursor: Some(cursor), ..query },
        By::Page => FetchCustomersQuery { page: Some(query.page.unwrap_or(1).saturating_add(1)), ..query },
    }
}
